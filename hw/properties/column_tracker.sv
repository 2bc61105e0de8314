// SPDX-License-Identifier: Apache-2.0
// What holds of column_tracker: output column wo needs input columns wo*S_W - pad_left and the next
// K_W-1. It leaves with the last of them, or with the last of the block, once and in its turn.

`default_nettype none

`include "properties.svh"

module column_tracker_properties
  import kraken_pkg::*;
(
    input wire          clk,
    input wire          start,
    input wire          step,
    input layer_t       layer,
    input place_t       place,
    input wire          phase_first,
    input wire          captures,
    input tap_t         columns,
    input tap_t         tap,
    input wire          none_left,
    // inside
    input tap_t         phase_q,
    input wire    [5:0] tap_q,
    input count_t       left_q
);

  typedef logic signed [21:0] wide_t;

  header_t h;
  header_t coming;  // of the packet that begins
  logic    same;  // the header is still here
  logic    running;  // from a packet's start to its last step
  count_t  w;  // input column of the block
  wire     checked = running;

  initial running = 1'b0;

  `SETTLED(clk)

  function automatic wide_t times(input wide_t number, input tap_t stride);
    wide_t product;
    product = '0;
    for (int s = 1; s < 16; s++) if (stride == 4'(s)) product = number * wide_t'(s);
    return product;
  endfunction

  logic legal;
  assign legal = layer.header.pad_left < layer.header.kernel_w && layer.header.stride_w != 0 &&
      layer.header.out_cols != 0 && layer.header.cols != 0 &&
      layer.first_phase < layer.header.stride_w &&
      22'(times(
      wide_t'({6'b0, 16'(coming.out_cols - 16'd1)}), coming.stride_w
  )) <= 22'(coming.cols) - 22'd1 + 22'(coming.pad_left);

  assign coming = layer.header;

`ifdef FORMAL
  count_t wo;  // the next output column
  wide_t  wo_at;  // wo * S_W, added up
  tap_t   phase;  // (w + pad_left) mod S_W
  wide_t  at;  // kernel column of wo at w
  wide_t  reach;  // (W_o - 1) * S_W
  logic   left;  // an output column has not left
  logic   meets;  // it meets its last kernel column
  count_t leave;  // output columns that leave now

  assign at    = wide_t'({6'b0, w}) + wide_t'({18'b0, h.pad_left}) - wo_at;
  assign left  = wo != h.out_cols;
  assign meets = left && at == wide_t'({18'b0, h.kernel_w}) - 1;
  assign leave = place.col_last ? h.out_cols - wo : 16'(meets);

  always @(posedge clk) begin
    if (start) begin
      running <= legal && settled;
      h       <= layer.header;
      reach   <= times(wide_t'({6'b0, 16'(coming.out_cols - 16'd1)}), coming.stride_w);
    end else if (step && place.packet_ends) running <= 1'b0;
    if (start || (step && place.block_ends)) begin
      w     <= '0;
      wo    <= '0;
      wo_at <= '0;
      phase <= layer.first_phase;
    end else if (step && place.col_ends) begin
      w     <= w + 16'd1;
      phase <= phase + 4'd1 == h.stride_w ? 4'd0 : phase + 4'd1;
      if (meets) begin
        wo    <= wo + 16'd1;
        wo_at <= wo_at + wide_t'({18'b0, h.stride_w});
      end
    end
  end
`else
  `LOADS(clk, start || (step && place.packet_ends), running, start && legal && settled)
  `LOADS(clk, start, h, layer.header)
  `LOADS(clk, start || (step && place.col_ends), w, start || place.block_ends ? '0 : w + 16'd1)
`endif

  // A reset may end a packet, and another header come, before the next one begins.
  assign same = running && layer.header == h && layer.first_phase < h.stride_w;
  `ASSUME(header_stays, running && step, same, "the header changes in a packet")
  `ASSUME(last_column, running, place.col_last == (32'(w) + 1 == 32'(h.cols)), "the last column")
  `ASSUME(block_end, running, place.block_ends == (place.col_ends && place.col_last),
          "the end of a block")
  `ASSUME(packet_end, running && place.packet_ends, place.block_ends, "the end of a packet")

`ifdef FORMAL
  // Products of larger numbers are too much for the solver.
  `ASSUME(few_columns, running, h.out_cols < 32 && h.cols < 256, "")

  // How the registers stand to what is counted here.
  `ASSERT(tap_as_counted, running, tap_q == at[5:0], "the tap")
  `ASSERT(left_as_counted, running, left_q == h.out_cols - wo && wo <= h.out_cols, "columns left")
  `ASSERT(phase_as_counted, running, phase_q == phase && phase < h.stride_w, "the phase")
  logic legal_stays_holds;
  assign legal_stays_holds =
      h.pad_left < h.kernel_w && h.stride_w != 0 && h.out_cols != 0 && reach >= 0 && reach <=
      wide_t'({6'b0, h.cols}) - 1 + wide_t'({18'b0, h.pad_left});
  `ASSERT(legal_stays, running, legal_stays_holds, "")
  `ASSERT(in_block, running, 32'(w) < 32'(h.cols), "a column behind the last one")
  `ASSERT(in_kernel, running && left,
          at < wide_t'({18'b0, h.kernel_w}) && at > -wide_t'({18'b0, h.stride_w}) && wo_at <= reach,
          "an output column is past its last kernel column")
  `ASSERT(wo_fits, running, wo <= h.out_cols && h.stride_w != 0, "")
  // A product with a stride, by each stride: the solver takes multiples as sums.
  for (genvar s = 1; s < 16; s++) begin : gen_stride
    `ASSERT(reach_left, running && left && h.stride_w == s,
            reach - wo_at == wide_t'({17'b0, 5'(h.out_cols - 16'd1 - wo)}) * s, "")
    `ASSERT(reach_is, running && h.stride_w == s,
            reach == wide_t'({6'b0, 16'(h.out_cols - 16'd1)}) * s, "")
  end

  `ASSERT(leaves_whole, same, captures == (place.col_ends && !h.hold && leave != 0),
          "sums leave that are not whole, or whole ones stay")
  `ASSERT(as_many, same && captures, 16'(columns) == leave, "as many output columns as are whole")
  `ASSERT(first_of_them, same && captures, wide_t'({18'b0, tap}) == at,
          "the kernel column of the first one")
  `ASSERT(last_of_them, same && captures && place.col_last, at >= times(wide_t'({6'b0, leave}) - 1,
                                                                        h.stride_w),
          "an output column leaves that met no kernel column")
  `ASSERT(none_left_means, same && captures, none_left == (wo + leave == h.out_cols),
          "whether it is the last capture of the block")
  `ASSERT(block_is_whole, same && step && place.block_ends, wo + leave == h.out_cols,
          "output columns of a block did not leave")
  `ASSERT(phase_of_column, running, phase_first == (phase == 0), "where channels begin")

  `COVER(two_leave, same && captures && columns == 2)
  `COVER(unused_columns, running && place.block_ends && !captures && !h.hold)
  `COVER(strided, same && captures && h.stride_w == 2 && wo == 1)
`else
  `UNUSED({phase_first, captures, columns, tap, none_left, phase_q, tap_q, left_q})
`endif

endmodule

`ifndef __ICARUS__
bind column_tracker column_tracker_properties u_properties (.*);
`endif

`default_nettype wire
