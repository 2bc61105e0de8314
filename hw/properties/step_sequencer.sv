// SPDX-License-Identifier: Apache-2.0
// What holds of step_sequencer: no step without what it needs, none lost without a reason, and each
// mark of a packet once. That a packet has Q steps is proven of loop_nest.

`default_nettype none

`include "properties.svh"

module step_sequencer_properties
  import kraken_pkg::*;
(
    input wire      clk,
    input wire      rst_n,
    input wire      enable,
    input wire      start,
    input layer_t   layer,
    input wire      pixels_valid,
    input wire      pixels_last,
    input wire      pixels_take,
    input wire      body_done,
    input wire      packet_done,
    input wire      last_fault,
    input wire      row_ready,
    input wire      tile_known,
    input wire      tile_matches,
    input wire      mismatch,
    input wire      stop,
    input wire      step,
    input wire      step_b,
    input wire      hand_over_b,
    input wire      capture_b,
    input capture_t capture_info_b,
    // inside
    input place_t   place,
    input wire      captures,
    input wire      none_left,
    input wire      running_q,
    input wire      first_q
);

  logic    running;  // a packet has begun and has a step left
  header_t header;
  header_t coming;  // of the packet that begins
  assign coming = layer.header;
  tap_t first_phase;

  `SINCE_RESET(clk, rst_n)

  `LOADS(clk, start, header, layer.header)
  `LOADS(clk, start, first_phase, layer.first_phase)
  `LOADS(clk, !rst_n || start || packet_done, running, rst_n && start)

  `ASSUME(one_by_one, start, !running, "a packet begins within another one")
  logic legal_holds;
  assign legal_holds =
      layer.header.cols != 0 && layer.header.out_cols != 0 && layer.header.blocks != 0 &&
      layer.header.images != 0 && layer.header.iterations != 0 && layer.header.channels != 0 &&
      layer.header.kernel_h != 0 && layer.header.stride_h != 0 && layer.header.stride_w != 0 &&
      layer.header.pad_left < layer.header.kernel_w &&
      layer.first_phase < layer.header.stride_w &&
      22'(coming.out_cols - 16'd1) * 22'(coming.stride_w) <=
      22'(coming.cols) - 22'd1 + 22'(coming.pad_left);
  `ASSUME(legal, start, legal_holds, "a header that is refused")
  `ASSUME(header_stays, running, layer.header == header && layer.first_phase == first_phase,
          "the header changes in a packet")

`ifdef FORMAL
  logic first;  // none of its steps has gone by
  logic step_last;  // the pipeline's clock before had a step
  logic capture_last;
  logic hand_over_last;
  logic closed;  // the packet's last capture has gone by
  logic held;  // the pipeline did not move the clock before
  logic capture_held;
  logic moved;  // the pipeline has, since the reset

  always @(posedge clk) begin
    if (start) first <= 1'b1;
    else if (step) first <= 1'b0;
    if (start) closed <= 1'b0;
    else if (step && captures && place.block_last && place.image_last && place.iteration_last &&
              none_left)
      closed <= 1'b1;
    held         <= !enable;
    capture_held <= capture_b;
    if (!rst_n) capture_last <= 1'b0;
    else if (enable) capture_last <= step && captures;
    if (!rst_n) moved <= 1'b0;
    else if (enable) moved <= 1'b1;
    if (enable) step_last <= step;
    if (step) hand_over_last <= place.col_begins && !layer.header.accumulate;
  end

  `ASSERT(running_as_told, 1'b1, running_q == running, "whether a packet is at work")
  `ASSERT(first_as_told, running, first_q == first, "whether a step has gone by")

  `ASSERT(needs_packet, step, running && enable && !stop, "a step of no packet, or while it holds")
  `ASSERT(needs_row, step, row_ready, "a step without its weights")
  `ASSERT(needs_pixels, step && place.load_begins, pixels_valid, "a step without its pixels")
  `ASSERT(needs_match, step && first, tile_known && tile_matches,
          "a step with weights of another packet")
  logic no_clock_lost_while;
  assign no_clock_lost_while =
      running && enable && !stop && row_ready && pixels_valid && (!first || (tile_known &&
      tile_matches));
  `ASSERT(no_clock_lost, no_clock_lost_while, step, "a clock is lost without a reason")
  `ASSERT(mismatch_means, 1'b1, mismatch == (running && first && tile_known && !tile_matches),
          "a tile of another packet")
  `ASSERT(load_once, 1'b1, pixels_take == (step && place.load_begins), "a load is taken by no step")
  `ASSERT(body_ends, 1'b1, body_done == (pixels_take && place.load_last), "the end of the pixels")
  `ASSERT(packet_ends, packet_done, step && place.packet_ends, "a packet ends between steps")
  `ASSERT(last_told, pixels_take, last_fault == (pixels_last != place.load_last), "tlast")
  `ASSERT(last_told_alone, last_fault, pixels_take, "tlast of no load")

  // A clock later, for the array.
  `ASSERT(step_follows, moved, step_b == step_last, "a step is lost on the way to the array")
  `ASSERT(capture_follows, 1'b1, capture_b == capture_last, "a capture is lost, or made up")
  `ASSERT(capture_waits, held && !in_reset_q, capture_b == capture_held,
          "a capture does not wait for the pipeline")
  `ASSERT(hand_over_follows, step_b && step_last && !held, hand_over_b == hand_over_last,
          "sums are handed over in another step")
  `ASSERT(nothing_behind_last, running && closed, !captures,
          "a capture behind the packet's last one")
  `ASSERT(closed_at_end, packet_done && !layer.header.hold,
          closed || (captures && place.block_last && none_left),
          "a packet ends without its last capture")

  `COVER(packet_of_two_steps, packet_done && !first)
  `COVER(waits_for_rows, running && !row_ready && pixels_valid && !first)
  `COVER(captured_last, capture_b && capture_info_b.packet_last)
`else
  `UNUSED({enable, pixels_valid, pixels_last, pixels_take, body_done, last_fault, row_ready,
           tile_known, tile_matches, mismatch, stop, step, step_b, hand_over_b, capture_b,
           capture_info_b, place, captures, none_left, running_q, first_q, in_reset_q})
`endif

endmodule

`ifndef __ICARUS__
bind step_sequencer step_sequencer_properties u_properties (.*);
`endif

`default_nettype wire
