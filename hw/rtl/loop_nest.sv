// SPDX-License-Identifier: Apache-2.0
// The loops of a packet, the last one fastest: iteration, image, block, column, channel, row phase,
// tap. `place` is the place of the step in turn; `step` goes on to the next. Behind the last step of
// a packet comes the first one of the packet that `start` begins.

`default_nettype none

module loop_nest
  import kraken_pkg::*;
(
    input  wire     clk,
    input  wire     start,   // a packet begins with the next step; its header is here
    input  wire     step,
    input  header_t header,
    output place_t  place
);

  tap_t         tap_q;  // kh
  tap_t         phase_q;  // s, kh mod S_H
  // Still to do, the one at work among them.
  count_t       channels_q;
  count_t       cols_q;
  count_t       blocks_q;
  count_t       images_q;
  count_t       iterations_q;
  logic         col_first_q;
  logic   [4:0] tap_next;
  tap_t         phase_next;
  logic         tap_last;
  logic         phase_last;
  logic         channel_last;
  logic         phase_ends;

  assign tap_next     = {1'b0, tap_q} + {1'b0, header.stride_h};
  assign phase_next   = phase_q + 4'd1;
  assign tap_last     = tap_next >= {1'b0, header.kernel_h};
  assign phase_last   = phase_next == header.stride_h || phase_next == header.kernel_h;
  assign channel_last = channels_q == 16'd1;
  assign phase_ends   = tap_last && phase_last;

  always_comb begin
    place.load_begins = tap_q == phase_q;
    place.col_begins = tap_q == '0 && channels_q == header.channels;
    place.col_first = col_first_q;
    place.col_last = cols_q == 16'd1;
    place.block_last = blocks_q == 16'd1;
    place.image_last = images_q == 16'd1;
    place.iteration_last = iterations_q == 16'd1;
    place.load_last      = phase_last && channel_last && place.col_last && place.block_last &&
                           place.image_last && place.iteration_last;
    place.col_ends = phase_ends && channel_last;
    place.block_ends = place.col_ends && place.col_last;
    place.iteration_ends = place.block_ends && place.block_last && place.image_last;
    place.packet_ends = place.iteration_ends && place.iteration_last;
  end

  always_ff @(posedge clk) begin
    if (start) begin
      tap_q        <= '0;
      phase_q      <= '0;
      channels_q   <= header.channels;
      cols_q       <= header.cols;
      blocks_q     <= header.blocks;
      images_q     <= header.images;
      iterations_q <= header.iterations;
      col_first_q  <= 1'b1;
    end else if (step) begin
      tap_q <= tap_next[3:0];
      if (tap_last) begin
        phase_q <= phase_last ? '0 : phase_next;
        tap_q   <= phase_last ? '0 : phase_next;
      end
      if (phase_ends) channels_q <= channel_last ? header.channels : channels_q - 16'd1;
      if (place.col_ends) begin
        cols_q      <= place.col_last ? header.cols : cols_q - 16'd1;
        col_first_q <= place.col_last;
      end
      if (place.block_ends) blocks_q <= place.block_last ? header.blocks : blocks_q - 16'd1;
      if (place.block_ends && place.block_last) begin
        images_q <= place.image_last ? header.images : images_q - 16'd1;
      end
      if (place.iteration_ends) iterations_q <= iterations_q - 16'd1;
    end
  end

endmodule

`default_nettype wire
