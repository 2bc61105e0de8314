// The convolution engine: pixels and weights in, integer sums out, one AXI-Stream each.
// hw/README.md describes the streams, the header that opens each packet, the faults and the clocks.
// Steps go down a pipeline of three: issue (sequencer), multiply-add and capture (array). All of it
// freezes while finished sums wait for the output pipe.

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
  localparam int CORE_WIDTH = (Cols > 1) ? $clog2(Cols) : 1;

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
  // After a fault of the weights the packets before it are still computed.
  assign pixel_stop = pixel_fault_q || (error && !packet_whole);

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      error_q       <= FAULT_NONE;
      pixel_fault_q <= 1'b0;
    end else begin
      if (pixel_header_fault != FAULT_NONE || pixel_last_fault || pixel_stray_last) begin
        pixel_fault_q <= 1'b1;
      end
      if (mismatch) pixel_fault_q <= 1'b1;
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
  logic                          pixel_start;
  layer_t                        pixel_layer;
  logic                          pixel_body_done;
  logic                          pixel_packet_done;
  logic   [SET_WORDS*XWidth-1:0] set_data;
  logic   [       SET_WORDS-1:0] set_keep;
  logic                          set_last;
  logic                          set_valid;
  logic                          set_take;

  packet_input #(
      .Rows       (Rows),
      .Cols       (Cols),
      .XWidth     (XWidth),
      .KhMax      (KhMax),
      .KwMax      (KwMax),
      .SMax       (SMax),
      .WeightDepth(WeightDepth),
      .WordWidth  (XWidth),
      .PortWords  (PixelPortWords),
      .SetWords   (SET_WORDS),
      .OfWeights  (0)
  ) u_pixel_input (
      .clk,
      .rst_n,
      .stop         (pixel_stop),
      .s_axis_tdata (s_axis_pixel_tdata),
      .s_axis_tkeep (s_axis_pixel_tkeep),
      .s_axis_tlast (s_axis_pixel_tlast),
      .s_axis_tvalid(s_axis_pixel_tvalid),
      .s_axis_tready(s_axis_pixel_tready),
      .start        (pixel_start),
      .layer        (pixel_layer),
      .body_done    (pixel_body_done),
      .packet_done  (pixel_packet_done),
      .set_tdata    (set_data),
      .set_tkeep    (set_keep),
      .set_tlast    (set_last),
      .set_tvalid   (set_valid),
      .set_tready   (set_take),
      .stray_last   (pixel_stray_last),
      .header_fault (pixel_header_fault)
  );

  // ---------------------------------------------------------------- weights
  logic                      weight_start;
  layer_t                    weight_layer;
  logic                      weight_packet_done;
  logic    [Cols*KWidth-1:0] row_data;
  logic    [       Cols-1:0] row_keep;
  logic                      row_last;
  logic                      row_valid;
  logic                      row_take;
  logic                      step;
  logic                      block_done;
  logic                      tile_ending;
  logic                      row_ready;
  logic                      tile_open;
  header_t                   tile_header;
  logic    [Cols*KWidth-1:0] weights;
  logic                      unused;

  assign unused = ^{row_keep, weight_start};  // every weight counts

  packet_input #(
      .Rows       (Rows),
      .Cols       (Cols),
      .XWidth     (XWidth),
      .KhMax      (KhMax),
      .KwMax      (KwMax),
      .SMax       (SMax),
      .WeightDepth(WeightDepth),
      .WordWidth  (KWidth),
      .PortWords  (WeightPortWords),
      .SetWords   (Cols),
      .OfWeights  (1)
  ) u_weight_input (
      .clk,
      .rst_n,
      .stop         (error),
      .s_axis_tdata (s_axis_weight_tdata),
      .s_axis_tkeep ({WeightPortWords{1'b1}}),
      .s_axis_tlast (s_axis_weight_tlast),
      .s_axis_tvalid(s_axis_weight_tvalid),
      .s_axis_tready(s_axis_weight_tready),
      .start        (weight_start),
      .layer        (weight_layer),
      .body_done    (weight_packet_done),
      .packet_done  (weight_packet_done),
      .set_tdata    (row_data),
      .set_tkeep    (row_keep),
      .set_tlast    (row_last),
      .set_tvalid   (row_valid),
      .set_tready   (row_take),
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
      .stop           (error),
      .read           (step),
      .read_rows      (pixel_layer.tile_rows),
      .read_block_done(block_done),
      .tile_ending,
      .row_ready,
      .tile_open,
      .packet_whole,
      .tile_header,
      .weights
  );

  // ---------------------------------------------------------------- steps
  logic                enable;
  logic                step_b;
  logic                hand_over_b;
  logic                capture_b;
  logic     [Cols-1:0] restart_b;
  capture_t            capture_info_b;
  logic                capture_c;
  capture_t            capture_info_c;
  logic                output_ready;

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
      .last_fault  (pixel_last_fault),
      .row_ready,
      .tile_open,
      .tile_header,
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
  logic [        Rows*(XWidth+1)-1:0] pixels;
  logic [ OutChannels*CORE_WIDTH-1:0] read_cores;
  logic [OutChannels*Rows*YWidth-1:0] read_sums;

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
      .capture      (enable && capture_c),
      .capture_info (capture_info_c),
      .ready        (output_ready),
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
