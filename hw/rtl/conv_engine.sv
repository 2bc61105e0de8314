// SPDX-License-Identifier: Apache-2.0
// The convolution engine: pixels and weights in, integer sums out, one AXI-Stream each.
// hw/README.md describes the streams, the header that opens each packet, the faults and the clocks.
// Steps go down a pipeline of three: issue (sequencer), multiply-add and capture (array). All of it
// freezes while finished sums wait for the output pipe.

`default_nettype none

module conv_engine
  import kraken_pkg::*;
#(
    parameter int Rows = 7,  // R, output rows computed at once
    parameter int Cols = 96,  // C, cores
    parameter int XWidth = 8,  // bits of a pixel, signed
    parameter int KWidth = 8,  // bits of a weight, signed
    parameter int YWidth = 32,  // bits of a sum, signed
    parameter int KhMax = 11,  // tallest kernel
    parameter int KwMax = 11,  // widest kernel
    parameter int SMax = 4,  // largest stride, both ways
    parameter int WeightDepth = 2048,  // rows of each of two weight buffers
    parameter int OutChannels = 2,  // M, channels that leave in a clock
    parameter int PixelBuses = 2,  // sets of pixels used at once
    parameter int PixelPortWords = Rows + KhMax - 1,  // words of a pixel beat
    parameter int WeightPortWords = Cols,  // words of a weight beat
    localparam int SUM_WORDS = OutChannels * Rows,  // words of a sum beat
    localparam int SUM_BYTES = (SUM_WORDS * YWidth + 7) / 8  // and its bytes
) (
    input wire clk,
    input wire rst_n,  // synchronous
    // pixels: a header, then loads of `sets` sets of rows
    input wire [PixelPortWords*XWidth-1:0] s_axis_pixel_tdata,
    input wire [PixelPortWords-1:0] s_axis_pixel_tuser,  // one bit a word: in the image
    input wire s_axis_pixel_tlast,  // last beat of the packet
    input wire s_axis_pixel_tvalid,
    output logic s_axis_pixel_tready,
    // weights: a header, then tiles of rows of Cols words
    input wire [WeightPortWords*KWidth-1:0] s_axis_weight_tdata,
    input wire s_axis_weight_tlast,  // last beat of the packet
    input wire s_axis_weight_tvalid,
    output logic s_axis_weight_tready,
    // sums of OutChannels cores, Rows words each
    output logic [SUM_WORDS*YWidth-1:0] m_axis_sum_tdata,
    output logic [SUM_WORDS-1:0] m_axis_sum_tuser,  // one bit a word: it is a sum
    output logic [SUM_BYTES-1:0] m_axis_sum_tkeep,  // one bit a byte
    output logic m_axis_sum_tlast,  // last beat of the packet
    output logic m_axis_sum_tvalid,
    input wire m_axis_sum_tready,
    // state
    output logic busy,  // a packet has begun and not left
    output logic packet_done,  // a packet has left, for one clock
    output logic error,  // a fault; stays until reset
    output logic [3:0] error_code  // which: fault_e
);

  localparam int SET_WORDS = Rows + KhMax - 1;
  localparam int LOAD_WORDS = PixelBuses * SET_WORDS;
  localparam int CORE_WIDTH = (Cols > 1) ? $clog2(Cols) : 1;
  localparam int BUS_WIDTH = (PixelBuses > 1) ? $clog2(PixelBuses) : 1;

  // An illegal parameter ends the run before it begins.
  initial begin
    if (Rows < 1 || Rows > 255) $fatal(1, "Rows is %0d: choose 1 to 255", Rows);
    if (Cols < 1 || Cols > 1024) $fatal(1, "Cols is %0d: choose 1 to 1024", Cols);
    if (XWidth < 2 || XWidth > 16) $fatal(1, "XWidth is %0d: choose 2 to 16", XWidth);
    if (KWidth < 2 || KWidth > 16) $fatal(1, "KWidth is %0d: choose 2 to 16", KWidth);
    if (YWidth < 8 || YWidth > 64) $fatal(1, "YWidth is %0d: choose 8 to 64", YWidth);
    if (KhMax < 1 || KhMax > 15) $fatal(1, "KhMax is %0d: choose 1 to 15", KhMax);
    if (KwMax < 1 || KwMax > 15) $fatal(1, "KwMax is %0d: choose 1 to 15", KwMax);
    if (SMax < 1 || SMax > 15) $fatal(1, "SMax is %0d: choose 1 to 15", SMax);
    if (WeightDepth < 2 || WeightDepth > 65535)
      $fatal(1, "WeightDepth is %0d: choose 2 to 65535", WeightDepth);
    if (OutChannels < 1 || OutChannels > Cols)
      $fatal(1, "OutChannels is %0d: choose 1 to Cols, %0d", OutChannels, Cols);
    if (PixelBuses < 1 || PixelBuses > BUSES_MAX)
      $fatal(1, "PixelBuses is %0d: choose 1 to %0d", PixelBuses, BUSES_MAX);
    if (PixelPortWords < 1 || PixelPortWords > SET_WORDS)
      $fatal(1, "PixelPortWords is %0d: choose 1 to %0d", PixelPortWords, SET_WORDS);
    if (WeightPortWords < 1 || WeightPortWords > Cols)
      $fatal(1, "WeightPortWords is %0d: choose 1 to Cols, %0d", WeightPortWords, Cols);
  end

  // ---------------------------------------------------------------- faults
  fault_e error_q;
  fault_e pixel_header_fault;
  fault_e weight_header_fault;
  logic   pixel_last_fault;
  logic   pixel_stray_last;
  logic   row_last_fault;
  logic   row_stray_last;
  logic   mismatch;
  logic   pixel_fault_q;  // the pixel side is at fault: nothing it brings is of use
  logic   pixel_stop;
  logic   packet_whole;

  assign error      = error_q != FAULT_NONE;
  assign error_code = error_q;
  // After a fault of the weights the packets before it are still computed. A header at fault stops
  // its own side by itself.
  assign pixel_stop = pixel_fault_q || (error && !packet_whole);

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      error_q       <= FAULT_NONE;
      pixel_fault_q <= 1'b0;
    end else begin
      if (pixel_last_fault || pixel_stray_last || mismatch) pixel_fault_q <= 1'b1;
      if (!error) begin
        if (pixel_header_fault != FAULT_NONE) error_q <= pixel_header_fault;
        else if (weight_header_fault != FAULT_NONE) error_q <= weight_header_fault;
        else if (pixel_last_fault || pixel_stray_last) error_q <= FAULT_PIXEL_LAST;
        else if (row_last_fault || row_stray_last) error_q <= FAULT_WEIGHT_LAST;
        else if (mismatch) error_q <= FAULT_MISMATCH;
      end
    end
  end

  // ---------------------------------------------------------------- pixels
  logic                           pixel_start;
  logic                           pixel_active;
  layer_t                         pixel_layer;
  logic                           pixel_body_done;
  logic                           pixel_packet_done;
  logic   [LOAD_WORDS*XWidth-1:0] load_data;
  logic   [       LOAD_WORDS-1:0] load_marks;
  logic                           load_last;
  logic                           load_valid;
  logic                           load_take;

  packet_input #(
      .Rows       (Rows),
      .Cols       (Cols),
      .XWidth     (XWidth),
      .KhMax      (KhMax),
      .KwMax      (KwMax),
      .SMax       (SMax),
      .WeightDepth(WeightDepth),
      .PixelBuses (PixelBuses),
      .WordWidth  (XWidth),
      .PortWords  (PixelPortWords),
      .SetWords   (SET_WORDS),
      .Sets       (PixelBuses),
      .OfWeights  (0)
  ) u_pixel_input (
      .clk,
      .rst_n,
      .drain        (pixel_stop),
      .s_axis_tdata (s_axis_pixel_tdata),
      .s_axis_tuser (s_axis_pixel_tuser),
      .s_axis_tlast (s_axis_pixel_tlast),
      .s_axis_tvalid(s_axis_pixel_tvalid),
      .s_axis_tready(s_axis_pixel_tready),
      .start        (pixel_start),
      .active       (pixel_active),
      .layer        (pixel_layer),
      .body_done    (pixel_body_done),
      .packet_done  (pixel_packet_done),
      .load_tdata   (load_data),
      .load_tuser   (load_marks),
      .load_tlast   (load_last),
      .load_tvalid  (load_valid),
      .load_tready  (load_take),
      .stray_last   (pixel_stray_last),
      .header_fault (pixel_header_fault)
  );

  // ---------------------------------------------------------------- weights
  logic                     weight_start;
  logic                     weight_active;
  layer_t                   weight_layer;
  logic                     weight_packet_done;
  logic   [Cols*KWidth-1:0] row_data;
  logic   [       Cols-1:0] row_marks;
  logic                     row_last;
  logic                     row_valid;
  logic                     row_take;
  logic                     step;
  logic                     block_ends;
  logic                     iteration_ends;
  logic                     row_ready;
  logic                     tile_known;
  logic                     tile_matches;
  logic   [Cols*KWidth-1:0] weights;
  logic                     unused;

  assign unused = ^{row_marks, weight_start, weight_active};  // every weight counts

  packet_input #(
      .Rows       (Rows),
      .Cols       (Cols),
      .XWidth     (XWidth),
      .KhMax      (KhMax),
      .KwMax      (KwMax),
      .SMax       (SMax),
      .WeightDepth(WeightDepth),
      .PixelBuses (PixelBuses),
      .WordWidth  (KWidth),
      .PortWords  (WeightPortWords),
      .SetWords   (Cols),
      .Sets       (1),
      .OfWeights  (1)
  ) u_weight_input (
      .clk,
      .rst_n,
      .drain        (error),
      .s_axis_tdata (s_axis_weight_tdata),
      .s_axis_tuser ({WeightPortWords{1'b1}}),
      .s_axis_tlast (s_axis_weight_tlast),
      .s_axis_tvalid(s_axis_weight_tvalid),
      .s_axis_tready(s_axis_weight_tready),
      .start        (weight_start),
      .active       (weight_active),
      .layer        (weight_layer),
      .body_done    (weight_packet_done),
      .packet_done  (weight_packet_done),
      .load_tdata   (row_data),
      .load_tuser   (row_marks),
      .load_tlast   (row_last),
      .load_tvalid  (row_valid),
      .load_tready  (row_take),
      .stray_last   (row_stray_last),
      .header_fault (weight_header_fault)
  );

  weights_rotator #(
      .RowWidth(Cols * KWidth),
      .Depth   (WeightDepth)
  ) u_weights (
      .clk,
      .rst_n,
      .layer          (weight_layer),
      .s_axis_tdata   (row_data),
      .s_axis_tlast   (row_last),
      .s_axis_tvalid  (row_valid),
      .s_axis_tready  (row_take),
      .packet_done    (weight_packet_done),
      .last_fault     (row_last_fault),
      .read           (step),
      .read_rows      (pixel_layer.tile_rows),
      .read_header    (pixel_layer.header),
      .read_block_ends(block_ends),
      .read_tile_ends (iteration_ends),
      .row_ready,
      .packet_whole,
      .tile_known,
      .tile_matches,
      .weights
  );

  // ---------------------------------------------------------------- steps
  logic                          enable;
  logic                          step_b;
  logic                          hand_over_b;
  logic                          capture_b;
  logic     [          Cols-1:0] restart_b;
  logic     [Cols*BUS_WIDTH-1:0] buses_b;
  capture_t                      capture_info_b;
  logic                          capture_q;
  capture_t                      capture_info_q;
  logic                          capture;
  logic                          output_ready;

  step_sequencer #(
      .Rows      (Rows),
      .Cols      (Cols),
      .KwMax     (KwMax),
      .SMax      (SMax),
      .PixelBuses(PixelBuses),
      .BusWidth  (BUS_WIDTH)
  ) u_sequencer (
      .clk,
      .rst_n,
      .enable,
      .start       (pixel_start),
      .layer       (pixel_layer),
      .pixels_valid(load_valid),
      .pixels_last (load_last),
      .pixels_take (load_take),
      .body_done   (pixel_body_done),
      .packet_done (pixel_packet_done),
      .last_fault  (pixel_last_fault),
      .row_ready,
      .tile_known,
      .tile_matches,
      .iteration_ends,
      .block_ends,
      .mismatch,
      .stop        (pixel_stop),
      .step,
      .step_b,
      .restart_b,
      .buses_b,
      .hand_over_b,
      .capture_b,
      .capture_info_b
  );

  assign enable  = !capture_q || output_ready;
  assign capture = capture_q && output_ready;

  always_ff @(posedge clk) begin
    if (!rst_n) capture_q <= 1'b0;
    else if (enable) capture_q <= capture_b;
    if (enable && capture_b) capture_info_q <= capture_info_b;
  end

  // ---------------------------------------------------------------- array
  logic [PixelBuses*Rows*(XWidth+1)-1:0] pixels;
  logic [    OutChannels*CORE_WIDTH-1:0] read_cores;
  logic [          SUM_WORDS*YWidth-1:0] read_sums;

  pixel_shifter #(
      .Rows    (Rows),
      .Buses   (PixelBuses),
      .SetWords(SET_WORDS),
      .XWidth  (XWidth)
  ) u_shifter (
      .clk,
      .load      (load_take),
      .shift     (step),
      .together  (pixel_layer.together),
      .words     (load_data),
      .marks     (load_marks),
      .zero_point(pixel_layer.header.zero_point[XWidth-1:0]),
      .pixels
  );

  pe_array #(
      .Rows     (Rows),
      .Cols     (Cols),
      .Buses    (PixelBuses),
      .BusWidth (BUS_WIDTH),
      .XWidth   (XWidth + 1),
      .KWidth   (KWidth),
      .YWidth   (YWidth),
      .ReadPorts(OutChannels),
      .CoreWidth(CORE_WIDTH)
  ) u_array (
      .clk,
      .step     (enable && step_b),
      .restart  (restart_b),
      .hand_over(hand_over_b),
      .capture,
      .buses    (buses_b),
      .pixels,
      .weights,
      .read_cores,
      .read_sums
  );

  logic output_active;
  logic packet_done_q;

  output_pipe #(
      .Rows       (Rows),
      .YWidth     (YWidth),
      .OutChannels(OutChannels),
      .CoreWidth  (CORE_WIDTH)
  ) u_output (
      .clk,
      .rst_n,
      .capture,
      .capture_info (capture_info_q),
      .ready        (output_ready),
      .close        (pixel_stop && !capture_b && !capture_q),
      .active       (output_active),
      .read_cores,
      .read_sums,
      .m_axis_tdata (m_axis_sum_tdata),
      .m_axis_tuser (m_axis_sum_tuser),
      .m_axis_tkeep (m_axis_sum_tkeep),
      .m_axis_tlast (m_axis_sum_tlast),
      .m_axis_tvalid(m_axis_sum_tvalid),
      .m_axis_tready(m_axis_sum_tready)
  );

  // ---------------------------------------------------------------- state
  assign busy        = pixel_active || capture_b || capture_q || output_active;
  assign packet_done = packet_done_q;

  // The last beat of a packet has words; that which closes a faulty one has none.
  always_ff @(posedge clk) begin
    if (!rst_n) packet_done_q <= 1'b0;
    else
      packet_done_q <= m_axis_sum_tvalid && m_axis_sum_tready && m_axis_sum_tlast &&
                          m_axis_sum_tuser[0];
  end

endmodule

`default_nettype wire
