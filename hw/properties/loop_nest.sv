// SPDX-License-Identifier: Apache-2.0
// What holds of loop_nest: its place is that of nested loops, written here with indices that count
// up. A channel has K_H steps, so a packet has Q = T*N*L*W*C_i*K_H, no more and no fewer.

`default_nettype none

`include "properties.svh"

module loop_nest_properties
  import kraken_pkg::*;
(
    input wire     clk,
    input wire     start,
    input wire     step,
    input header_t header,
    input place_t  place,
    // inside
    input tap_t    tap_q,
    input tap_t    phase_q,
    input count_t  channels_q,
    input count_t  cols_q,
    input count_t  blocks_q,
    input count_t  images_q,
    input count_t  iterations_q
);

  logic    same;  // the header is still here
  logic    running;  // a packet has begun and its last step has not gone by
  header_t h;  // its header
  wire     checked = running;

  initial running = 1'b0;

  `SETTLED(clk)

  logic legal;
  assign legal =
      header.channels != 0 && header.cols != 0 && header.blocks != 0 && header.images != 0 &&
      header.iterations != 0 && header.kernel_h != 0 && header.stride_h != 0;

`ifdef FORMAL
  count_t t, n, l, w, c;  // indices of its loops
  tap_t s, kh;
  logic kh_last, s_last, c_last, w_last, l_last, n_last, t_last;

  assign kh_last = 32'(kh) + 32'(h.stride_h) >= 32'(h.kernel_h);
  assign s_last  = s + 1 == (h.stride_h < h.kernel_h ? h.stride_h : h.kernel_h);
  assign c_last  = 32'(c) + 1 == 32'(h.channels);
  assign w_last  = 32'(w) + 1 == 32'(h.cols);
  assign l_last  = 32'(l) + 1 == 32'(h.blocks);
  assign n_last  = 32'(n) + 1 == 32'(h.images);
  assign t_last  = 32'(t) + 1 == 32'(h.iterations);

  always @(posedge clk) begin
    if (start) begin
      running <= legal && settled;
      h       <= header;
      t       <= '0;
      n       <= '0;
      l       <= '0;
      w       <= '0;
      c       <= '0;
      s       <= '0;
      kh      <= '0;
    end else if (running && step) begin
      kh <= kh + h.stride_h;
      if (kh_last) begin
        s  <= s + 4'd1;
        kh <= s + 4'd1;
        if (s_last) begin
          s  <= '0;
          kh <= '0;
          c  <= c + 16'd1;
          if (c_last) begin
            c <= '0;
            w <= w + 16'd1;
            if (w_last) begin
              w <= '0;
              l <= l + 16'd1;
              if (l_last) begin
                l <= '0;
                n <= n + 16'd1;
                if (n_last) begin
                  n <= '0;
                  t <= t + 16'd1;
                  if (t_last) running <= 1'b0;
                end
              end
            end
          end
        end
      end
    end
  end
`else
  `LOADS(clk, start || (step && place.packet_ends), running, start && legal && settled)
  `LOADS(clk, start, h, header)
`endif

  // A reset may end a packet, and another header come, before the next one begins.
  assign same = running && header == h;
  `ASSUME(header_stays, running && step, same, "the header changes in a packet")

`ifdef FORMAL
  // How the registers, which count down, stand to the indices.
  `ASSERT(tap_as_index, running, tap_q == kh && kh < h.kernel_h, "")
  `ASSERT(phase_as_index, running, phase_q == s && s < h.stride_h && s <= kh, "")
  `ASSERT(channels_as_index, running, channels_q == h.channels - c && c < h.channels, "")
  `ASSERT(cols_as_index, running, cols_q == h.cols - w && w < h.cols, "")
  `ASSERT(blocks_as_index, running, blocks_q == h.blocks - l && l < h.blocks, "")
  `ASSERT(images_as_index, running, images_q == h.images - n && n < h.images, "")
  `ASSERT(iterations_as_index, running, iterations_q == h.iterations - t && t < h.iterations, "")

  // Each mark of the place, by the indices.
  `ASSERT(load_begins, same, place.load_begins == (kh == s), "")
  `ASSERT(col_begins, same, place.col_begins == (kh == 0 && s == 0 && c == 0), "")
  `ASSERT(col_first, running, place.col_first == (w == 0), "")
  logic lasts_holds;
  assign lasts_holds =
      {place.col_last, place.block_last, place.image_last, place.iteration_last} == {w_last,
      l_last, n_last, t_last};
  `ASSERT(lasts, same, lasts_holds, "")
  `ASSERT(load_last, same,
          place.load_last == (s_last && c_last && w_last && l_last && n_last && t_last), "")
  `ASSERT(col_ends, same, place.col_ends == (kh_last && s_last && c_last), "")
  `ASSERT(block_ends, same, place.block_ends == (place.col_ends && w_last), "")
  `ASSERT(iteration_ends, same, place.iteration_ends == (place.block_ends && l_last && n_last), "")
  `ASSERT(packet_ends, same, place.packet_ends == (place.iteration_ends && t_last), "")

  // A channel takes K_H steps, each tap once: this many have gone by, of phases before this one and
  // of this one. As the loops around it count their sizes, a packet takes Q steps.
  tap_t taps;

  function automatic tap_t taps_before(input tap_t kernel, input tap_t stride, input tap_t phase,
                                       input tap_t tap);
    tap_t count;
    tap_t rest;  // k mod stride
    count = '0;
    rest  = '0;
    for (int k = 0; k < 15; k++) begin
      if (k < 32'(kernel) && (rest < phase || (rest == phase && k < 32'(tap)))) begin
        count = count + 4'd1;
      end
      rest = rest + 4'd1 == stride ? 4'd0 : rest + 4'd1;
    end
    return count;
  endfunction

  function automatic tap_t modulo(input tap_t number, input tap_t stride);
    tap_t rest;
    rest = '0;
    for (int k = 0; k < 15; k++) begin
      if (k < 32'(number)) rest = rest + 4'd1 == stride ? 4'd0 : rest + 4'd1;
    end
    return rest;
  endfunction

  always @(posedge clk) begin
    if (start) taps <= '0;
    else if (running && step) taps <= kh_last && s_last ? '0 : taps + 4'd1;
  end

  `ASSERT(tap_of_phase, running, modulo(kh, h.stride_h) == s, "a tap of another phase")
  `ASSERT(taps_in_order, running, taps == taps_before(h.kernel_h, h.stride_h, s, kh),
          "a tap is left out, or comes twice")
  `ASSERT(all_taps, running && kh_last && s_last, 32'(taps) + 1 == 32'(h.kernel_h),
          "a channel has another number of steps than its kernel has rows")

  `COVER(strided, running && kh == 2 && s == 0 && h.kernel_h == 3)
`else
  `UNUSED({place, tap_q, phase_q, channels_q, cols_q, blocks_q, images_q, iterations_q})
`endif

endmodule

`ifndef __ICARUS__
bind loop_nest loop_nest_properties u_properties (.*);
`endif

`default_nettype wire
