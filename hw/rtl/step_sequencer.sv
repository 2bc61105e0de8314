// Walks a packet step by step, one tap of one channel of one input column a clock:
//   for iteration, image, block, column, channel, row phase, tap
// A step needs a weight row and, where a phase begins, a set of pixels. From the last step of a
// packet on, the sequencer is at the first step of the next one.
// `*_b` outputs are registers that belong to the clock after the step, when the array multiplies.

`default_nettype none

module step_sequencer
  import kraken_pkg::*;
#(
    parameter int Rows  = 7,
    parameter int Cols  = 96,
    parameter int KwMax = 11,
    parameter int SMax  = 4
) (
    input  wire                 clk,
    input  wire                 rst_n,
    input  wire                 enable,         // the pipeline moves in this clock
    input  wire                 start,          // a packet begins; its header is here
    input  layer_t              layer,
    // pixels
    input  wire                 pixels_valid,
    input  wire                 pixels_last,
    output logic                pixels_take,    // this step begins a phase: load the set
    output logic                body_done,      // the set taken is the last of the packet
    output logic                packet_done,    // this step is the last of the packet
    output logic                last_fault,     // tlast early or missing, for one clock
    // weights
    input  wire                 row_ready,
    input  wire                 tile_open,
    input  header_t             tile_header,
    output logic                tile_ending,
    output logic                block_done,     // valid with `step`
    output logic                mismatch,       // the tile in turn is not of this packet
    // array
    input  wire                 stop,
    output logic                step,
    output logic                step_b,
    output logic     [Cols-1:0] restart_b,
    output logic                hand_over_b,
    output logic                capture_b,
    output capture_t            capture_info_b
);

  localparam int GROUP_MAX = KwMax + SMax - 1;

  header_t            header;
  logic               running_q;
  logic    [     3:0] tap_q;  // kh
  logic    [     3:0] phase_q;  // s, kh mod S_H
  logic    [    15:0] channel_q;
  logic    [    15:0] col_q;
  logic    [    15:0] block_q;
  logic    [    15:0] image_q;
  logic    [    15:0] iteration_q;
  logic    [     3:0] col_phase_q;  // (w + pad_left) mod S_W at w > 0
  logic    [     3:0] col_phase;
  logic    [    15:0] out_col_q;  // output columns that have left
  logic    [     5:0] out_tap_q;  // kernel column of the next at w > 0
  logic    [     5:0] out_tap;
  logic    [Cols-1:0] group_start_q;  // cores where a channel begins

  logic tap_done, phase_done, channel_done, col_done, image_done, iteration_done;
  logic phase_last, channel_last, col_last, block_last, image_last, iteration_last;
  logic phase_begins, col_begins;
  logic set_last;
  logic out_ends, captures;
  logic     [15:0] out_cols_left;
  capture_t        capture_info;

  // c mod g is a constant for each core c and group size g.
  function automatic logic [Cols-1:0] group_start(input header_t h);
    logic [Cols-1:0] mask;
    logic [     4:0] group;
    group = 5'(h.kernel_w) + 5'(h.stride_w) - 5'd1;
    mask  = '0;
    for (int g = 1; g <= GROUP_MAX; g++) begin
      if (32'(group) == g) begin
        for (int c = 0; c < Cols; c++) mask[c] = (c % g) < 32'(h.stride_w);
      end
    end
    return mask;
  endfunction

  assign header = layer.header;

  // Where we are.
  assign tap_done = 5'(tap_q) + 5'(header.stride_h) >= 5'(header.kernel_h);
  assign phase_last = phase_q + 4'd1 == header.stride_h || phase_q + 4'd1 == header.kernel_h;
  assign channel_last = channel_q + 16'd1 == header.channels;
  assign col_last = col_q + 16'd1 == header.cols;
  assign block_last = block_q + 16'd1 == header.blocks;
  assign image_last = image_q + 16'd1 == header.images;
  assign iteration_last = iteration_q + 16'd1 == header.iterations;

  assign phase_done = tap_done && phase_last;
  assign channel_done = phase_done && channel_last;
  assign col_done = channel_done && col_last;
  assign image_done = col_done && block_last;
  assign tile_ending = image_done && image_last;
  assign iteration_done = tile_ending && iteration_last;

  assign phase_begins = tap_q == phase_q;
  assign col_begins = phase_begins && phase_q == '0 && channel_q == '0;
  assign set_last       = phase_last && channel_last && col_last && block_last && image_last &&
                          iteration_last;

  // Whether we may go on.
  assign mismatch = running_q && tile_open && tile_header != header;
  assign step        = running_q && enable && !stop && !mismatch && row_ready &&
                       (!phase_begins || pixels_valid);
  assign pixels_take = step && phase_begins;
  assign body_done = pixels_take && set_last;
  assign packet_done = step && iteration_done;
  assign last_fault = pixels_take && (pixels_last != set_last);
  assign block_done = col_done;

  // Output columns that are finished with this input column.
  assign col_phase = (col_q == '0) ? layer.first_phase : col_phase_q;
  assign out_tap = (col_q == '0) ? 6'(header.pad_left) : out_tap_q;
  assign out_cols_left = header.out_cols - out_col_q;
  assign out_ends = out_tap + 6'd1 == 6'(header.kernel_w) && out_cols_left != '0;
  assign captures = channel_done && !header.hold && (out_ends || (col_last && out_cols_left != '0));

  assign capture_info.columns = col_last ? out_cols_left[3:0] : 4'd1;
  assign capture_info.tap = out_tap[3:0];
  assign capture_info.kernel_w = header.kernel_w;
  assign capture_info.stride_w = header.stride_w;
  assign capture_info.iteration_channels = layer.iteration_channels;
  assign capture_info.channels_valid     = iteration_last ? header.channels_last
                                                          : layer.iteration_channels;
  assign capture_info.rows_valid = block_last ? header.rows_last : 8'(Rows);
  assign capture_info.packet_last        = block_last && image_last && iteration_last &&
                                           (col_last || out_cols_left == 16'd1);

  always_ff @(posedge clk) begin
    if (!rst_n) running_q <= 1'b0;
    else if (start) running_q <= 1'b1;
    else if (packet_done) running_q <= 1'b0;
  end

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      tap_q       <= '0;
      phase_q     <= '0;
      channel_q   <= '0;
      col_q       <= '0;
      block_q     <= '0;
      image_q     <= '0;
      iteration_q <= '0;
      out_col_q   <= '0;
    end else if (step) begin
      tap_q <= tap_q + header.stride_h;
      if (tap_done) begin
        phase_q <= phase_last ? '0 : phase_q + 4'd1;
        tap_q   <= phase_last ? '0 : phase_q + 4'd1;
      end
      if (phase_done) channel_q <= channel_last ? '0 : channel_q + 16'd1;
      if (channel_done) begin
        col_q <= col_last ? '0 : col_q + 16'd1;
        if (col_last) out_col_q <= '0;
        else if (out_ends) out_col_q <= out_col_q + 16'd1;
      end
      if (col_done) block_q <= block_last ? '0 : block_q + 16'd1;
      if (image_done) image_q <= image_last ? '0 : image_q + 16'd1;
      if (tile_ending) iteration_q <= iteration_last ? '0 : iteration_q + 16'd1;
    end
  end

  always_ff @(posedge clk) begin
    if (step && channel_done) begin
      col_phase_q <= (col_phase + 4'd1 == header.stride_w) ? '0 : col_phase + 4'd1;
      out_tap_q   <= out_ends ? out_tap + 6'd1 - 6'(header.stride_w) : out_tap + 6'd1;
    end
    if (start) group_start_q <= group_start(header);
  end

  // The step in the array, one clock later. It needs no reset: a packet begins with new sums.
  always_ff @(posedge clk) begin
    if (enable) step_b <= step;
  end

  always_ff @(posedge clk) begin
    if (!rst_n) capture_b <= 1'b0;
    else if (enable) capture_b <= step && captures;
  end

  always_ff @(posedge clk) begin
    if (step) begin
      hand_over_b    <= col_begins && !header.accumulate;
      restart_b      <= '0;
      capture_info_b <= capture_info;
      if (col_begins && !header.accumulate) begin
        if (col_q == '0) restart_b <= '1;
        else if (col_phase == '0) restart_b <= group_start_q;
      end
    end
  end

endmodule

`default_nettype wire
