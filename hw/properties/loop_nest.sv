// SPDX-License-Identifier: Apache-2.0
// What holds of loop_nest: its place is that of nested loops, written here with indices that count
// up, and a packet takes Q = T*N*L*W*C_i*K_H steps, no more and no fewer.

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

  logic    running;  // a packet has begun and its last step has not gone by
  header_t h;  // its header
  count_t  t, n, l, w, c;  // indices of its loops
  tap_t    s, kh;
  logic    kh_last, s_last, c_last, w_last, l_last, n_last, t_last;
  wire     checked = running || start;

  initial running = 1'b0;

  assign kh_last = 32'(kh) + 32'(h.stride_h) >= 32'(h.kernel_h);
  assign s_last  = s + 1 == (h.stride_h < h.kernel_h ? h.stride_h : h.kernel_h);
  assign c_last  = 32'(c) + 1 == 32'(h.channels);
  assign w_last  = 32'(w) + 1 == 32'(h.cols);
  assign l_last  = 32'(l) + 1 == 32'(h.blocks);
  assign n_last  = 32'(n) + 1 == 32'(h.images);
  assign t_last  = 32'(t) + 1 == 32'(h.iterations);

  always @(posedge clk) begin
    if (start) begin
      running <= 1'b1;
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

  `ASSUME(sizes, start, header.channels != 0 && header.cols != 0 && header.blocks != 0 &&
          header.images != 0 && header.iterations != 0 && header.kernel_h != 0 &&
          header.stride_h != 0, "a size is 0")
  `ASSUME(held, running, header == h, "the header changes in a packet")
  `ASSUME(one_by_one, running, !start, "a packet begins in another one")

  // How the registers, which count down, stand to the indices.
  `ASSERT(tap_as_index, running, tap_q == kh && kh < h.kernel_h, "")
  `ASSERT(phase_as_index, running, phase_q == s && s < h.stride_h && s <= kh, "")
  `ASSERT(channels_as_index, running, channels_q == h.channels - c && c < h.channels, "")
  `ASSERT(cols_as_index, running, cols_q == h.cols - w && w < h.cols, "")
  `ASSERT(blocks_as_index, running, blocks_q == h.blocks - l && l < h.blocks, "")
  `ASSERT(images_as_index, running, images_q == h.images - n && n < h.images, "")
  `ASSERT(iterations_as_index, running, iterations_q == h.iterations - t && t < h.iterations, "")

  // Each mark of the place, by the indices.
  `ASSERT(load_begins, running, place.load_begins == (kh == s), "")
  `ASSERT(col_begins, running, place.col_begins == (kh == 0 && s == 0 && c == 0), "")
  `ASSERT(col_first, running, place.col_first == (w == 0), "")
  `ASSERT(lasts, running, {place.col_last, place.block_last, place.image_last, place.iteration_last} ==
          {w_last, l_last, n_last, t_last}, "")
  `ASSERT(load_last, running, place.load_last == (s_last && c_last && w_last && l_last && n_last && t_last), "")
  `ASSERT(col_ends, running, place.col_ends == (kh_last && s_last && c_last), "")
  `ASSERT(block_ends, running, place.block_ends == (place.col_ends && w_last), "")
  `ASSERT(iteration_ends, running, place.iteration_ends == (place.block_ends && l_last && n_last), "")
  `ASSERT(packet_ends, running, place.packet_ends == (place.iteration_ends && t_last), "")

`ifdef FORMAL
`ifdef SMALL_SHAPES
  localparam int BITS = `SMALL_SHAPES;
  `ASSUME(small_shapes, running, (h.channels | h.cols | h.blocks | h.images | h.iterations) >> BITS == 0, "")

  // Taps of the kernel that come place_of this one: those of earlier phases and of its own phase.
  function automatic logic [3:0] taps_before(input tap_t kernel, input tap_t stride, input tap_t phase,
                                             input tap_t tap);
    logic [3:0] count;
    logic [3:0] rest;  // of k by the stride
    count = '0;
    rest = '0;
    for (int k = 0; k < 15; k++) begin
      if (k < 32'(kernel) && (rest < phase || (rest == phase && k < 32'(tap)))) count = count + 1;
      rest = rest + 4'd1 == stride ? 4'd0 : rest + 4'd1;
    end
    return count;
  endfunction

  function automatic logic [3:0] modulo(input tap_t number, input tap_t stride);
    logic [3:0] rest;
    rest = '0;
    for (int k = 0; k < 15; k++) begin
      if (k < 32'(number)) rest = rest + 4'd1 == stride ? 4'd0 : rest + 4'd1;
    end
    return rest;
  endfunction

  // What has gone by, level for level: images of all iterations, blocks of all these, and so on. A
  // product for each level keeps the question small.
  logic [BITS-1:0] ht, hn, hl, hw, hc;
  logic [2*BITS-1:0] images, q_images;
  logic [3*BITS-1:0] blocks, q_blocks;
  logic [4*BITS-1:0] cols, q_cols;
  logic [5*BITS-1:0] channels, q_channels;
  logic [5*BITS+3:0] steps, q;
  logic [2*BITS-1:0] p_images;
  logic [3*BITS-1:0] p_blocks;
  logic [4*BITS-1:0] p_cols;
  logic [5*BITS-1:0] p_channels;
  logic [5*BITS+3:0] p;
  assign p_images = header.iterations[BITS-1:0] * header.images[BITS-1:0];
  assign p_blocks = p_images * header.blocks[BITS-1:0];
  assign p_cols = p_blocks * header.cols[BITS-1:0];
  assign p_channels = p_cols * header.channels[BITS-1:0];
  assign p = p_channels * header.kernel_h;

  assign {ht, hn, hl, hw, hc} = {h.iterations[BITS-1:0], h.images[BITS-1:0], h.blocks[BITS-1:0],
                                 h.cols[BITS-1:0], h.channels[BITS-1:0]};

  always @(posedge clk) begin
    if (start) {steps, channels, cols, blocks, images} <= '0;
    else if (step) begin
      steps <= steps + 1;
      if (kh_last && s_last) begin
        channels <= channels + 1;
        if (c_last) begin
          cols <= cols + 1;
          if (w_last) begin
            blocks <= blocks + 1;
            if (l_last) images <= images + 1;
          end
        end
      end
    end
    if (start) {q_images, q_blocks, q_cols, q_channels, q} <= {p_images, p_blocks, p_cols, p_channels, p};
  end

  `ASSERT(tap_of_phase, running, modulo(kh, h.stride_h) == s, "")
  `ASSERT(q_of_images, running, q_images == ht * hn, "")
  `ASSERT(q_of_blocks, running, q_blocks == q_images * hl, "")
  `ASSERT(q_of_cols, running, q_cols == q_blocks * hw, "")
  `ASSERT(q_of_channels, running, q_channels == q_cols * hc, "")
  `ASSERT(q_of_steps, running, q == q_channels * h.kernel_h, "")
  `ASSERT(images_gone, running, images == t[BITS-1:0] * hn + n[BITS-1:0] && images < q_images, "")
  `ASSERT(blocks_gone, running, blocks == images * hl + l[BITS-1:0] && blocks < q_blocks, "")
  `ASSERT(cols_gone, running, cols == blocks * hw + w[BITS-1:0] && cols < q_cols, "")
  `ASSERT(channels_gone, running, channels == cols * hc + c[BITS-1:0] && channels < q_channels, "")
  `ASSERT(steps_gone, running, steps == channels * h.kernel_h + taps_before(h.kernel_h, h.stride_h, s, kh), "")
  `ASSERT(ends, running, steps < q, "")
  `ASSERT(last_image, running && place.image_last && place.iteration_last, images + 1 == q_images, "")
  `ASSERT(last_block, running && n_last && t_last && l_last, blocks + 1 == q_blocks, "")
  `ASSERT(last_col, running && n_last && t_last && l_last && w_last, cols + 1 == q_cols, "")
  `ASSERT(last_channel, running && n_last && t_last && l_last && w_last && c_last, channels + 1 == q_channels, "")
  `ASSERT(steps_are_q, running && place.packet_ends, steps + 1 == q, "")
`endif
`endif

endmodule

`ifndef __ICARUS__
bind loop_nest loop_nest_properties u_properties (.*);
`endif

`default_nettype wire
