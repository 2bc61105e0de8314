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
  // Members of the place.
  logic         load_begins;
  logic         load_last;
  logic         col_begins;
  logic         col_ends;
  logic         col_last;
  logic         block_last;
  logic         image_last;
  logic         iteration_last;
  logic         block_ends;
  logic         iteration_ends;
  logic         packet_ends;

  assign tap_next = {1'b0, tap_q} + {1'b0, header.stride_h};
  assign phase_next = phase_q + 4'd1;
  assign tap_last = tap_next >= {1'b0, header.kernel_h};
  assign phase_last = phase_next == header.stride_h || phase_next == header.kernel_h;
  assign channel_last = channels_q == 16'd1;
  assign phase_ends = tap_last && phase_last;

  assign load_begins = tap_q == phase_q;
  assign col_begins = tap_q == '0 && channels_q == header.channels;
  assign col_last = cols_q == 16'd1;
  assign block_last = blocks_q == 16'd1;
  assign image_last = images_q == 16'd1;
  assign iteration_last = iterations_q == 16'd1;
  assign load_last      = phase_last && channel_last && col_last && block_last && image_last &&
                          iteration_last;
  assign col_ends = phase_ends && channel_last;
  assign block_ends = col_ends && col_last;
  assign iteration_ends = block_ends && block_last && image_last;
  assign packet_ends = iteration_ends && iteration_last;

  // In the order of place_t.
  assign place = {
    load_begins,
    load_last,
    col_begins,
    col_first_q,
    col_ends,
    col_last,
    block_last,
    image_last,
    iteration_last,
    block_ends,
    iteration_ends,
    packet_ends
  };

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
      if (col_ends) begin
        cols_q      <= col_last ? header.cols : cols_q - 16'd1;
        col_first_q <= col_last;
      end
      if (block_ends) blocks_q <= block_last ? header.blocks : blocks_q - 16'd1;
      if (block_ends && block_last) begin
        images_q <= image_last ? header.images : images_q - 16'd1;
      end
      if (iteration_ends) iterations_q <= iterations_q - 16'd1;
    end
  end

endmodule

`default_nettype wire
