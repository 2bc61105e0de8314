// The convolution engine: pixels and weights in, integer sums out, one AXI-Stream each.
// hw/README.md describes the streams, the header that opens each packet, the faults and the clocks.
// Steps go down a pipeline of three: issue (sequencer), multiply-add (array), capture (array). All of
// it freezes while finished sums wait for the output pipe.

`default_nettype none

module conv_engine
  import kraken_pkg::*;
#(
    parameter int Rows            = 7,
    parameter int Cols            = 96,
    parameter int XWidth          = 8,
    parameter int KWidth          = 8,
    parameter int YWidth          = 32,
    parameter int KhMax           = 11,
    parameter int KwMax           = 11,
    parameter int SMax            = 4,
    parameter int WeightDepth     = 2048,
    parameter int OutChannels     = 4,
    parameter int PixelPortWords  = Rows + KhMax - 1,
    parameter int WeightPortWords = Cols
) (
    input  wire                                clk,
    input  wire                                rst_n,
    input  wire  [  PixelPortWords*XWidth-1:0] s_axis_pixel_tdata,
    input  wire  [         PixelPortWords-1:0] s_axis_pixel_tkeep,
    input  wire                                s_axis_pixel_tlast,
    input  wire                                s_axis_pixel_tvalid,
    output logic                               s_axis_pixel_tready,
    input  wire  [ WeightPortWords*KWidth-1:0] s_axis_weight_tdata,
    input  wire                                s_axis_weight_tlast,
    input  wire                                s_axis_weight_tvalid,
    output logic                               s_axis_weight_tready,
    output logic [OutChannels*Rows*YWidth-1:0] m_axis_sum_tdata,
    output logic [       OutChannels*Rows-1:0] m_axis_sum_tkeep,
    output logic                               m_axis_sum_tlast,
    output logic                               m_axis_sum_tvalid,
    input  wire                                m_axis_sum_tready,
    output logic                               error,
    output logic [                        3:0] error_code
);

  localparam int SET_WORDS = Rows + KhMax - 1;
  localparam int PIXEL_PORT = PixelPortWords * XWidth;
  localparam int WEIGHT_PORT = WeightPortWords * KWidth;
  localparam int CORE_WIDTH = (Cols > 1) ? $clog2(Cols) : 1;

  // ---------------------------------------------------------------- faults
  fault_e error_q;
  fault_e pixel_header_fault;
  fault_e weight_header_fault;
  logic   pixel_last_fault;
  logic   weight_last_fault;
  logic   mismatch;
  logic   pixel_fault_q;  // the pixel side is at fault: nothing it brings is of use
  logic   pixel_stop;
  logic   weight_stop;
  logic   tile_whole;

  assign error       = error_q != FAULT_NONE;
  assign error_code  = error_q;
  assign weight_stop = error;
  // After a fault of the weights the packets whose weights are here are still computed.
  assign pixel_stop  = pixel_fault_q || (error && !tile_whole);

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      error_q       <= FAULT_NONE;
      pixel_fault_q <= 1'b0;
    end else begin
      if (pixel_header_fault != FAULT_NONE || pixel_last_fault || mismatch) pixel_fault_q <= 1'b1;
      if (!error) begin
        if (pixel_header_fault != FAULT_NONE) error_q <= pixel_header_fault;
        else if (weight_header_fault != FAULT_NONE) error_q <= weight_header_fault;
        else if (pixel_last_fault) error_q <= FAULT_PIXEL_LAST;
        else if (weight_last_fault) error_q <= FAULT_WEIGHT_LAST;
        else if (mismatch) error_q <= FAULT_MISMATCH;
      end
    end
  end

  // ---------------------------------------------------------------- pixels
  logic [PIXEL_PORT-1:0]            pixel_data;
  logic [PixelPortWords-1:0]        pixel_keep;
  logic                             pixel_last, pixel_valid, pixel_ready;
  logic                             pixel_body_valid, pixel_body_ready;
  logic                             pixel_start, pixel_body_done, pixel_packet_done, pixel_stray_last;
  layer_t                           pixel_layer;
  logic [PixelPortWords*(XWidth+1)-1:0] pixel_words_in;
  logic [SET_WORDS*(XWidth+1)-1:0]  pixel_words;
  logic [SET_WORDS*XWidth-1:0]      set_data;
  logic [SET_WORDS-1:0]             set_keep;
  logic                             set_last, set_valid, set_take;
  logic                             set_last_fault;

  axis_skid #(
      .Width(PIXEL_PORT + PixelPortWords + 1)
  ) u_pixel_skid (
      .clk,
      .rst_n,
      .s_axis_block (pixel_stop),
      .s_axis_tdata ({s_axis_pixel_tlast, s_axis_pixel_tkeep, s_axis_pixel_tdata}),
      .s_axis_tvalid(s_axis_pixel_tvalid),
      .s_axis_tready(s_axis_pixel_tready),
      .m_axis_tdata ({pixel_last, pixel_keep, pixel_data}),
      .m_axis_tvalid(pixel_valid),
      .m_axis_tready(pixel_ready)
  );

  header_reader #(
      .Rows       (Rows),
      .Cols       (Cols),
      .XWidth     (XWidth),
      .KhMax      (KhMax),
      .KwMax      (KwMax),
      .SMax       (SMax),
      .WeightDepth(WeightDepth),
      .PortWidth  (PIXEL_PORT),
      .OfWeights  (0)
  ) u_pixel_header (
      .clk,
      .rst_n,
      .stop         (pixel_stop),
      .s_axis_tdata (pixel_data),
      .s_axis_tlast (pixel_last),
      .s_axis_tvalid(pixel_valid),
      .s_axis_tready(pixel_ready),
      .body_tvalid  (pixel_body_valid),
      .body_tready  (pixel_body_ready),
      .body_done    (pixel_body_done),
      .packet_done  (pixel_packet_done),
      .start        (pixel_start),
      .layer        (pixel_layer),
      .fault        (pixel_header_fault)
  );

  // A word and its keep bit stay together while beats are gathered.
  for (genvar i = 0; i < PixelPortWords; i++) begin : gen_join
    assign pixel_words_in[i*(XWidth+1)+:XWidth+1] = {pixel_keep[i], pixel_data[i*XWidth+:XWidth]};
  end
  for (genvar i = 0; i < SET_WORDS; i++) begin : gen_part
    assign {set_keep[i], set_data[i*XWidth+:XWidth]} = pixel_words[i*(XWidth+1)+:XWidth+1];
  end

  axis_gather #(
      .WordWidth(XWidth + 1),
      .InWords  (PixelPortWords),
      .OutWords (SET_WORDS)
  ) u_pixel_gather (
      .clk,
      .rst_n,
      .set_words    (16'(Rows) + 16'(pixel_layer.shifts)),
      .s_axis_tdata (pixel_words_in),
      .s_axis_tlast (pixel_last),
      .s_axis_tvalid(pixel_body_valid),
      .s_axis_tready(pixel_body_ready),
      .m_axis_tdata (pixel_words),
      .m_axis_tlast (set_last),
      .m_axis_tvalid(set_valid),
      .m_axis_tready(set_take),
      .stray_last   (pixel_stray_last)
  );

  assign pixel_last_fault = set_last_fault || pixel_stray_last;

  // ---------------------------------------------------------------- weights
  logic [WEIGHT_PORT-1:0] weight_data;
  logic                   weight_last, weight_valid, weight_ready;
  logic                   weight_body_valid, weight_body_ready;
  logic                   weight_start, weight_packet_done, weight_stray_last;
  layer_t                 weight_layer;
  logic [Cols*KWidth-1:0] row_data;
  logic                   row_last, row_valid, row_take;
  logic                   row_last_fault;
  logic                   step, block_done, tile_ending;
  logic                   row_ready, tile_open, tile_last;
  logic [           15:0] tile_rows;
  logic [Cols*KWidth-1:0] weights;

  axis_skid #(
      .Width(WEIGHT_PORT + 1)
  ) u_weight_skid (
      .clk,
      .rst_n,
      .s_axis_block (weight_stop),
      .s_axis_tdata ({s_axis_weight_tlast, s_axis_weight_tdata}),
      .s_axis_tvalid(s_axis_weight_tvalid),
      .s_axis_tready(s_axis_weight_tready),
      .m_axis_tdata ({weight_last, weight_data}),
      .m_axis_tvalid(weight_valid),
      .m_axis_tready(weight_ready)
  );

  header_reader #(
      .Rows       (Rows),
      .Cols       (Cols),
      .XWidth     (XWidth),
      .KhMax      (KhMax),
      .KwMax      (KwMax),
      .SMax       (SMax),
      .WeightDepth(WeightDepth),
      .PortWidth  (WEIGHT_PORT),
      .OfWeights  (1)
  ) u_weight_header (
      .clk,
      .rst_n,
      .stop         (weight_stop),
      .s_axis_tdata (weight_data),
      .s_axis_tlast (weight_last),
      .s_axis_tvalid(weight_valid),
      .s_axis_tready(weight_ready),
      .body_tvalid  (weight_body_valid),
      .body_tready  (weight_body_ready),
      .body_done    (weight_packet_done),
      .packet_done  (weight_packet_done),
      .start        (weight_start),
      .layer        (weight_layer),
      .fault        (weight_header_fault)
  );

  axis_gather #(
      .WordWidth(KWidth),
      .InWords  (WeightPortWords),
      .OutWords (Cols)
  ) u_weight_gather (
      .clk,
      .rst_n,
      .set_words    (16'(Cols)),
      .s_axis_tdata (weight_data),
      .s_axis_tlast (weight_last),
      .s_axis_tvalid(weight_body_valid),
      .s_axis_tready(weight_body_ready),
      .m_axis_tdata (row_data),
      .m_axis_tlast (row_last),
      .m_axis_tvalid(row_valid),
      .m_axis_tready(row_take),
      .stray_last   (weight_stray_last)
  );

  weights_rotator #(
      .RowWidth(Cols * KWidth),
      .Depth   (WeightDepth)
  ) u_weights (
      .clk,
      .rst_n,
      .start          (weight_start),
      .layer          (weight_layer),
      .s_axis_tdata   (row_data),
      .s_axis_tlast   (row_last),
      .s_axis_tvalid  (row_valid),
      .s_axis_tready  (row_take),
      .packet_done    (weight_packet_done),
      .last_fault     (row_last_fault),
      .stop           (weight_stop),
      .read           (step),
      .read_block_done(block_done),
      .read_tile_done (tile_ending),
      .tile_ending,
      .row_ready,
      .tile_open,
      .tile_whole,
      .tile_rows,
      .tile_last,
      .weights
  );

  assign weight_last_fault = row_last_fault || weight_stray_last;

  // ---------------------------------------------------------------- steps
  logic            enable;
  logic            step_b, hand_over_b, capture_b;
  logic [Cols-1:0] restart_b;
  capture_t        capture_info_b;
  logic            capture_c;
  capture_t        capture_info_c;
  logic            output_ready;

  step_sequencer #(
      .Rows (Rows),
      .Cols (Cols),
      .KwMax(KwMax),
      .SMax (SMax)
  ) u_sequencer (
      .clk,
      .rst_n,
      .enable,
      .start       (pixel_start),
      .layer       (pixel_layer),
      .pixels_valid(set_valid),
      .pixels_last (set_last),
      .pixels_take (set_take),
      .body_done   (pixel_body_done),
      .packet_done (pixel_packet_done),
      .last_fault  (set_last_fault),
      .row_ready,
      .tile_open,
      .tile_rows,
      .tile_last,
      .tile_ending,
      .block_done,
      .mismatch,
      .stop        (pixel_stop),
      .step,
      .step_b,
      .restart_b,
      .hand_over_b,
      .capture_b,
      .capture_info_b
  );

  assign enable = !capture_c || output_ready;

  always_ff @(posedge clk) begin
    if (!rst_n) capture_c <= 1'b0;
    else if (enable) capture_c <= capture_b;
    if (enable && capture_b) capture_info_c <= capture_info_b;
  end

  // ---------------------------------------------------------------- array
  logic [           Rows*(XWidth+1)-1:0] pixels;
  logic [    OutChannels*CORE_WIDTH-1:0] read_cores;
  logic [   OutChannels*Rows*YWidth-1:0] read_sums;

  pixel_shifter #(
      .Rows  (Rows),
      .Words (SET_WORDS),
      .XWidth(XWidth)
  ) u_shifter (
      .clk,
      .load      (set_take),
      .shift     (step),
      .words     (set_data),
      .keep      (set_keep),
      .zero_point(pixel_layer.header.zero_point[XWidth-1:0]),
      .pixels
  );

  pe_array #(
      .Rows     (Rows),
      .Cols     (Cols),
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
      .capture  (enable && capture_c),
      .pixels,
      .weights,
      .read_cores,
      .read_sums
  );

  output_pipe #(
      .Rows       (Rows),
      .YWidth     (YWidth),
      .OutChannels(OutChannels),
      .CoreWidth  (CORE_WIDTH)
  ) u_output (
      .clk,
      .rst_n,
      .capture     (enable && capture_c),
      .capture_info(capture_info_c),
      .ready       (output_ready),
      .read_cores,
      .read_sums,
      .m_axis_tdata (m_axis_sum_tdata),
      .m_axis_tkeep (m_axis_sum_tkeep),
      .m_axis_tlast (m_axis_sum_tlast),
      .m_axis_tvalid(m_axis_sum_tvalid),
      .m_axis_tready(m_axis_sum_tready)
  );

endmodule

`default_nettype wire
