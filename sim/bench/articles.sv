// SPDX-License-Identifier: Apache-2.0
// The engine with streams from text files, its sums written into another: what is in them is
// compared when all is over. A line is one beat: tdata, tuser, tkeep and tlast as far as the port
// has them, in hexadecimal.
//
//     articles +folder=FOLDER +beats=SUMS +limit=CLOCKS
//
// FOLDER holds pixel.txt and weight.txt and receives sum.txt.

`default_nettype none

module articles #(
    parameter int Rows            = 7,
    parameter int Cols            = 96,
    parameter int XWidth          = 8,
    parameter int KWidth          = 8,
    parameter int YWidth          = 32,
    parameter int KhMax           = 11,
    parameter int KwMax           = 11,
    parameter int SMax            = 4,
    parameter int WeightDepth     = 2048,
    parameter int OutChannels     = 2,
    parameter int PixelBuses      = 2,
    parameter int PixelPortWords  = Rows + KhMax - 1,
    parameter int WeightPortWords = Cols
);

  localparam int SUM_WORDS = OutChannels * Rows;
  localparam int SUM_BYTES = (SUM_WORDS * YWidth + 7) / 8;
  // Widths in whole bytes, so that every field is written with as many digits as it is read.
  localparam int DATA_BITS = SUM_BYTES * 8;
  localparam int USER_BITS = (SUM_WORDS + 7) / 8 * 8;
  localparam int KEEP_BITS = (SUM_BYTES + 7) / 8 * 8;

  logic                              clk = 1'b0;
  logic                              rst_n = 1'b0;
  logic [ PixelPortWords*XWidth-1:0] pixel_tdata;
  logic [        PixelPortWords-1:0] pixel_tuser;
  logic                              pixel_tlast;
  logic                              pixel_tvalid = 1'b0;
  logic                              pixel_tready;
  logic [WeightPortWords*KWidth-1:0] weight_tdata;
  logic                              weight_tlast;
  logic                              weight_tvalid = 1'b0;
  logic                              weight_tready;
  logic [      SUM_WORDS*YWidth-1:0] sum_tdata;
  logic [             SUM_WORDS-1:0] sum_tuser;
  logic [             SUM_BYTES-1:0] sum_tkeep;
  logic                              sum_tlast;
  logic                              sum_tvalid;

  conv_engine #(
      .Rows           (Rows),
      .Cols           (Cols),
      .XWidth         (XWidth),
      .KWidth         (KWidth),
      .YWidth         (YWidth),
      .KhMax          (KhMax),
      .KwMax          (KwMax),
      .SMax           (SMax),
      .WeightDepth    (WeightDepth),
      .OutChannels    (OutChannels),
      .PixelBuses     (PixelBuses),
      .PixelPortWords (PixelPortWords),
      .WeightPortWords(WeightPortWords)
  ) u_engine (
      .clk,
      .rst_n,
      .s_axis_pixel_tdata  (pixel_tdata),
      .s_axis_pixel_tuser  (pixel_tuser),
      .s_axis_pixel_tlast  (pixel_tlast),
      .s_axis_pixel_tvalid (pixel_tvalid),
      .s_axis_pixel_tready (pixel_tready),
      .s_axis_weight_tdata (weight_tdata),
      .s_axis_weight_tlast (weight_tlast),
      .s_axis_weight_tvalid(weight_tvalid),
      .s_axis_weight_tready(weight_tready),
      .m_axis_sum_tdata    (sum_tdata),
      .m_axis_sum_tuser    (sum_tuser),
      .m_axis_sum_tkeep    (sum_tkeep),
      .m_axis_sum_tlast    (sum_tlast),
      .m_axis_sum_tvalid   (sum_tvalid),
      .m_axis_sum_tready   (1'b1),
      .busy                (),
      .packet_done         (),
      .error               (),
      .error_code          ()
  );

  always #5 clk = ~clk;

  string  folder;
  longint beats;
  longint limit;
  longint left = 0;
  longint clocks = 0;
  longint first = 0;
  int     pixel_file;
  int     weight_file;
  int     sum_file;

  function automatic int opened(string name, string how);
    opened = $fopen({folder, "/", name}, how);
    if (opened == 0) $fatal(1, "%s/%s cannot be opened", folder, name);
  endfunction

  initial begin
    if (!$value$plusargs("folder=%s", folder)) $fatal(1, "+folder= is missing");
    if (!$value$plusargs("beats=%d", beats)) $fatal(1, "+beats= is missing");
    if (!$value$plusargs("limit=%d", limit)) $fatal(1, "+limit= is missing");
    pixel_file  = opened("pixel.txt", "r");
    weight_file = opened("weight.txt", "r");
    sum_file    = opened("sum.txt", "w");
    repeat (4) @(posedge clk);
    rst_n <= 1'b1;
  end

  logic [ PixelPortWords*XWidth-1:0] next_pixels;
  logic [        PixelPortWords-1:0] next_marks;
  logic                              next_pixel_last;
  logic [WeightPortWords*KWidth-1:0] next_weights;
  logic                              next_weight_last;

  always @(posedge clk) begin
    if (rst_n) begin
      if (!pixel_tvalid || pixel_tready) begin
        if ($fscanf(pixel_file, "%h %h %h\n", next_pixels, next_marks, next_pixel_last) == 3) begin
          pixel_tdata  <= next_pixels;
          pixel_tuser  <= next_marks;
          pixel_tlast  <= next_pixel_last;
          pixel_tvalid <= 1'b1;
        end else pixel_tvalid <= 1'b0;
      end
      if (!weight_tvalid || weight_tready) begin
        if ($fscanf(weight_file, "%h %h\n", next_weights, next_weight_last) == 2) begin
          weight_tdata  <= next_weights;
          weight_tlast  <= next_weight_last;
          weight_tvalid <= 1'b1;
        end else weight_tvalid <= 1'b0;
      end
      if (sum_tvalid) begin
        $fwrite(sum_file, "%h %h %h %h\n", DATA_BITS'(sum_tdata), USER_BITS'(sum_tuser),
                KEEP_BITS'(sum_tkeep), 8'(sum_tlast));
        left <= left + 1;
      end
      if (first == 0 && pixel_tvalid && pixel_tready) first <= clocks;
      clocks <= clocks + 1;
      if (sum_tvalid && left + 1 == beats) begin
        $display("clocks %0d", clocks - first + 1);
        $fclose(sum_file);
        $finish;
      end else if (clocks == limit) begin
        $fatal(1, "only %0d of %0d beats of sums left in %0d clocks", left, beats, clocks);
      end
    end
  end

endmodule

`default_nettype wire
