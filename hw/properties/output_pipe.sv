// SPDX-License-Identifier: Apache-2.0
// What holds of output_pipe: each channel of each output column of a capture leaves exactly once,
// in
// the order of hw/README.md, from the core that holds it, before the next capture comes.
// Channel k = q*S_W + s is in core q*(K_W+S_W-1) + s + tap, a column later S_W cores to the left.

`default_nettype none

`include "properties.svh"

module output_pipe_properties
  import kraken_pkg::*;
#(
    parameter  int Rows        = 7,
    parameter  int YWidth      = 32,
    parameter  int OutChannels = 2,
    parameter  int CoreWidth   = 7,
    localparam int LANES       = OutChannels * Rows,
    localparam int DATA_BYTES  = (LANES * YWidth + 7) / 8
) (
    input wire                                  clk,
    input wire                                  rst_n,
    input wire                                  capture,
    input capture_t                             capture_info,
    input wire                                  ready,
    input wire                                  close,
    input wire                                  active,
    input wire      [OutChannels*CoreWidth-1:0] read_cores,
    input wire      [         LANES*YWidth-1:0] read_sums,
    input wire                                  m_axis_tvalid,
    input wire                                  m_axis_tready,
    // inside: the beat in front of the register slice
    input wire                                  send,
    input wire                                  closing,
    input wire                                  skid_ready,
    input wire                                  last,
    input wire      [                LANES-1:0] user,
    input wire      [           DATA_BYTES-1:0] keep,
    input wire      [         LANES*YWidth-1:0] data,
    input wire                                  busy_q,
    input wire                                  open_q,
    input count_t                               channel_q,
    input tap_t                                 columns_q,
    input tap_t                                 tap_q,
    input capture_t                             info_q,
    input tap_t                                 offset_q
);

  `SINCE_RESET(clk, rst_n)

  `ASSUME(when_ready, capture, ready, "a capture comes while sums of the one before wait")
  logic something_holds;
  assign something_holds = capture_info.columns != 0 && capture_info.channels_valid != 0 &&
      capture_info.stride_w != 0 && capture_info.rows_valid != 0 &&
      32'(capture_info.rows_valid) <= Rows && capture_info.kernel_w != 0 &&
      32'(capture_info.channels_valid) < 32'hFF00;
  `ASSUME(something, capture, something_holds, "an empty capture")
  `ASSUME(none_behind_close, close, !capture, "a capture comes though none was to come")

`ifdef FORMAL
  capture_t                 info;  // of the capture that leaves
  logic                     sending;  // some of it is still to leave
  count_t                   channel;  // the next channel to leave
  tap_t                     column;  // of this output column, 0 is the first
  tap_t                     tap;  // where this column is
  tap_t                     place;  // k mod S_W of that channel
  logic     [CoreWidth-1:0] core;  // the core that holds it
  logic                     column_ends;
  logic                     capture_ends;
  logic                     open;  // a packet has left in part

  assign column_ends  = 32'(channel) + OutChannels >= 32'(info.channels_valid);
  assign capture_ends = column_ends && column + 4'd1 == info.columns;

  always @(posedge clk) begin
    if (!rst_n) begin
      sending <= 1'b0;
      open    <= 1'b0;
    end else begin
      if (sending && skid_ready) begin
        channel <= channel + count_t'(OutChannels);
        open    <= !(capture_ends && info.packet_last);
        if (column_ends) begin
          channel <= '0;
          column  <= column + 4'd1;
          tap     <= tap - info.stride_w;
        end
        if (capture_ends) sending <= 1'b0;
      end
      if (!sending && close && open && skid_ready) open <= 1'b0;
      if (capture) begin
        info    <= capture_info;
        sending <= 1'b1;
        channel <= '0;
        column  <= '0;
        tap     <= capture_info.tap;
      end
    end
  end

  // Core and place of the next channel, counted one channel after the other.
  always @(posedge clk) begin : count_cores
    logic [CoreWidth-1:0] next;
    tap_t                 at;
    next = core;
    at   = place;
    for (int m = 0; m < OutChannels; m++) begin
      at   = at + 4'd1;
      next = next + 1'b1;
      if (at == info.stride_w) begin
        at   = '0;
        next = next + CoreWidth'(info.kernel_w) - 1'b1;
      end
    end
    if (sending && skid_ready) begin
      core  <= column_ends ? CoreWidth'(tap - info.stride_w) : next;
      place <= column_ends ? '0 : at;
    end
    if (capture) begin
      core  <= CoreWidth'(capture_info.tap);
      place <= '0;
    end
  end

  // While sums are taken, one leaves at least every other clock.
  axis_answer #(
      .Clocks(1)
  ) u_answer (
      .clk,
      .rst_n,
      .valid (sending || closing),
      .ready (skid_ready),
      .helped(m_axis_tready)
  );

  // How the registers stand to what is counted here.
  `ASSERT(busy_as_counted, 1'b1, busy_q == sending && open_q == open, "whether sums are left")
  `ASSERT(
      counters_as_counted, sending,
      channel_q == channel && columns_q == info.columns - column && tap_q == tap && info_q == info,
      "what is left")
  logic in_capture_holds;
  assign in_capture_holds =
      column < info.columns && channel < info.channels_valid && info.stride_w != 0 &&
      info.kernel_w != 0 && place < info.stride_w && info.rows_valid != 0 &&
      32'(info.channels_valid) < 32'hFF00 && info.channels_valid != 0;
  `ASSERT(in_capture, sending, in_capture_holds, "behind the last channel")
  `ASSERT(offset_as_counted, sending, offset_q == last_place(place, info.stride_w), "")

  function automatic tap_t last_place(input tap_t first, input tap_t stride);
    tap_t at;
    at = first;
    for (int m = 1; m < OutChannels; m++) at = at + 4'd1 == stride ? '0 : at + 4'd1;
    return at;
  endfunction

  function automatic logic [OutChannels*CoreWidth-1:0] cores_from(
      input logic [CoreWidth-1:0] first, input tap_t first_place, input tap_t kernel,
      input tap_t stride);
    logic [OutChannels*CoreWidth-1:0] cores;
    logic [            CoreWidth-1:0] next;
    tap_t                             at;
    next = first;
    at   = first_place;
    for (int m = 0; m < OutChannels; m++) begin
      cores[m*CoreWidth+:CoreWidth] = next;
      next                          = next + 1'b1;
      at                            = at + 4'd1;
      if (at == stride) begin
        at   = '0;
        next = next + CoreWidth'(kernel) - 1'b1;
      end
    end
    return cores;
  endfunction

  `ASSERT(own_cores, sending, read_cores == cores_from(core, place, info.kernel_w, info.stride_w),
          "a channel is read from another core than holds it")
  `ASSERT(leaves_once, 1'b1, send == (sending && skid_ready), "a beat is lost or doubled")
  `ASSERT(ready_means, 1'b1, ready == (!sending || (skid_ready && capture_ends)),
          "a capture would overwrite sums that did not leave, or waits without a reason")
  `ASSERT(closing_means, 1'b1, closing == (close && open && !sending), "a closing beat")
  `ASSERT(last_in_place, sending, last == (capture_ends && info.packet_last),
          "tlast elsewhere than with the last channel of the packet")
  `ASSERT(closing_beat, closing, last && user == '0 && keep == '0 && data == '0, "a closing beat")
  `ASSERT(active_while, !active, !sending && !m_axis_tvalid && !closing, "sums are on their way")

  for (genvar m = 0; m < OutChannels; m++) begin : gen_channel
    logic                 there;
    logic [CoreWidth-1:0] own;
    assign there = 32'(channel) + m < 32'(info.channels_valid);
    assign own   = read_cores[m*CoreWidth+:CoreWidth];
    for (genvar r = 0; r < Rows; r++) begin : gen_row
      `ASSERT(
          marked, sending,
          user[m*Rows+r] == (there && (bound_t'(own) < info.rows_from || r < 32'(info.rows_valid))),
          "whether a word is a sum")
      `ASSERT(unchanged, sending,
              data[(m*Rows+r)*YWidth+:YWidth] ==
              (user[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth] : YWidth'(0)),
              "a sum changes")
    end
  end

  // Bytes of the last beat are kept up to the last sum; a byte may hold more than one word.
  for (genvar b = 0; b < DATA_BYTES; b++) begin : gen_byte
    localparam int WORD = b * 8 / YWidth;
    `ASSERT(kept, sending, keep[b] == (!last || |(user >> WORD)), "tkeep")
  end

  `COVER(two_columns, sending && column == 1 && capture_ends)
  `COVER(straight_behind, capture && sending)
  `COVER(next_group, sending && place == 0 && channel != 0 && info.stride_w == 2)
  `COVER(closed, closing)
`else
  `UNUSED({active, read_cores, read_sums, m_axis_tvalid, send, closing, skid_ready, last, user,
           keep, data, busy_q, open_q, channel_q, columns_q, tap_q, info_q, offset_q, capture_info,
           in_reset_q})
`endif

endmodule

`ifndef __ICARUS__
bind output_pipe output_pipe_properties #(
    .Rows       (Rows),
    .YWidth     (YWidth),
    .OutChannels(OutChannels),
    .CoreWidth  (CoreWidth)
) u_properties (.*);
`endif

`default_nettype wire
