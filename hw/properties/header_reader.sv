// SPDX-License-Identifier: Apache-2.0
// What holds of header_reader: the rules of hw/README.md's table of faults, stated one by one on
// the
// bits of a header, and the protocol around them. The model counts header beats by the handshakes
// alone.

`include "properties.svh"

`default_nettype none

module header_reader_properties
  import kraken_pkg::*;
#(
    parameter  int Rows        = 7,
    parameter  int Cols        = 96,
    parameter  int XWidth      = 8,
    parameter  int KhMax       = 11,
    parameter  int KwMax       = 11,
    parameter  int SMax        = 4,
    parameter  int WeightDepth = 2048,
    parameter  int PixelBuses  = 2,
    parameter  int PortWidth   = 64,
    parameter  bit OfWeights   = 0,
    localparam int BEATS       = (HEADER_BITS + PortWidth - 1) / PortWidth,
    localparam int COUNT_WIDTH = (BEATS > 1) ? $clog2(BEATS) : 1
) (
    input wire                           clk,
    input wire                           rst_n,
    input wire                           drain,
    input wire     [      PortWidth-1:0] s_axis_tdata,
    input wire                           s_axis_tlast,
    input wire                           s_axis_tvalid,
    input wire                           s_axis_tready,
    input wire                           body_tvalid,
    input wire                           body_tready,
    input wire                           body_done,
    input wire                           packet_done,
    input wire                           start,
    input wire                           active,
    input layer_t                        layer,
    input fault_e                        fault,
    // inside
    input wire     [                2:0] state_q,
    input wire     [    COUNT_WIDTH-1:0] count_q,
    input wire     [BEATS*PortWidth-1:0] bits_q,
    input wire                           held_q,
    input layout_t                       layout_q
);

  localparam logic [3:0] LAST = OfWeights ? 4'd12 : 4'd11;  // its code of a wrong tlast

  typedef logic [14:1] rules_t;  // one bit a rule, by its code

  logic    [BEATS*PortWidth-1:0] bits;  // of the header that has come
  logic    [                7:0] beats;  // of it that are here
  logic                          looks;  // the clock behind its last beat
  logic                          judges;  // and the one behind that
  logic                          working;  // a packet was let through and is not done
  logic                          body;  // and its body has not ended
  logic                          dropping;
  logic                          holding;  // the packet before left its sums in the array
  layout_t                       held_as;  // where
  logic    [                3:0] told;  // the fault that must be shown
  layer_t                        found;  // what must be told of the packet
  logic    [                3:0] fault_before;
  logic                          started;  // a packet has, since the reset
  header_t                       header;
  logic                          opens;  // a header is due, or its next beat
  rules_t                        broken;

  assign header = bits[HEADER_BITS-1:0];
  assign broken = broken_by(header, holding, held_as);
  assign opens  = !looks && !judges && !working && !dropping;

  // E: as many groups of K_W + S_W - 1 cores as there is room for.
  function automatic count_t groups_of(input header_t h);
    count_t groups;
    groups = '0;
    for (int e = 1; e <= Cols; e++) begin
      if (e * (32'(h.kernel_w) + 32'(h.stride_w) - 32'd1) <= Cols) groups = 16'(e);
    end
    return groups;
  endfunction

  // Every rule of the table by itself, whatever the others say.
  function automatic rules_t broken_by(input header_t h, input logic after_hold, input layout_t as);
    rules_t        rules;
    logic   [31:0] group;
    logic          one_of_all;
    group = 32'(h.kernel_w) + 32'(h.stride_w) - 32'd1;
    one_of_all = h.images == 1 && h.blocks == 1 && h.cols == 1 && h.iterations == 1;
    rules = '0;
    rules[1] = h.magic != 8'h4B || h.zero_a || h.zero_b != 0;
    rules[2] = h.kernel_h == 0 || 32'(h.kernel_h) > KhMax || h.kernel_w == 0 ||
        32'(h.kernel_w) > KwMax;
    rules[3] = h.stride_h == 0 || 32'(h.stride_h) > SMax || h.stride_w == 0 ||
        32'(h.stride_w) > SMax;
    rules[4] = h.channels == 0 || h.cols == 0 || h.out_cols == 0 || h.blocks == 0 ||
        h.images == 0 || h.iterations == 0;
    rules[5] = group > 32'(Cols);
    rules[6] = 32'(h.stride_w) * 32'(h.channels) * 32'(h.kernel_h) > 32'(WeightDepth);
    rules[7] = h.pad_left >= h.kernel_w ||
        (32'(h.out_cols) - 1) * 32'(h.stride_w) > 32'(h.cols) - 1 + 32'(h.pad_left);
    rules[8] = h.rows_last == 0 || 32'(h.rows_last) > Rows || h.channels_last == 0 ||
        32'(h.channels_last) > 32'(h.stride_w) * 32'(groups_of(h));
    rules[9] = ((h.accumulate || h.hold) && !one_of_all) || h.accumulate != after_hold;
    if (h.accumulate && after_hold) begin
      rules[9] = rules[9] || h.kernel_w != as.kernel_w || h.stride_w != as.stride_w ||
          h.pad_left != as.pad_left || h.out_cols != as.out_cols || h.rows_last != as.rows_last ||
          h.channels_last != as.channels_last;
    end
    rules[10] = 32'($signed(h.zero_point)) + (32'd1 << (XWidth - 1)) >= 32'd1 << XWidth;
    rules[14] = h.sets == 0 || 32'(h.sets) > PixelBuses ||
        (h.sets == 1 ? h.share != 0 || h.stack_blocks != 0
                     : h.share == 0 || h.accumulate || h.hold);
    return rules;
  endfunction

  function automatic logic [3:0] lowest_of(input rules_t rules);
    logic [3:0] code;
    code = 4'd0;
    for (int i = 14; i >= 1; i--) begin
      if (rules[i]) code = 4'(i);
    end
    return code;
  endfunction

  // What follows from a legal header.
  function automatic layer_t found_in(input header_t h);
    layer_t        is;
    logic   [31:0] cores;
    is.header             = h;
    is.tile_rows          = 16'(24'(h.channels) * 24'(h.stride_w) * 24'(h.kernel_h));
    is.iteration_channels = groups_of(h) * 16'(h.stride_w);
    cores                 = 32'(groups_of(h)) * (32'(h.kernel_w) + 32'(h.stride_w) - 32'd1);
    is.iteration_cores    = cores[15:0];
    is.first_phase        = h.pad_left;
    for (int i = 0; i < KwMax; i++) begin
      if (is.first_phase >= h.stride_w) is.first_phase = is.first_phase - h.stride_w;
    end
    is.together  = h.kernel_h <= h.stride_h && 32'(h.sets) * Rows <= Rows + KhMax - 1;
    is.set_words = 16'(Rows);
    if (is.together) is.set_words = 16'(h.sets) * 16'(Rows);
    else begin
      // F: the shifts after which the last tap has come
      for (int f = 1; f < KhMax; f++) begin
        if (32'(h.kernel_h) > 32'(f) * 32'(h.stride_h)) is.set_words = 16'(Rows + f);
      end
    end
    return is;
  endfunction

  `SINCE_RESET(clk, rst_n)

  always @(posedge clk) begin
    if (!rst_n) begin
      beats    <= '0;
      looks    <= 1'b0;
      judges   <= 1'b0;
      working  <= 1'b0;
      body     <= 1'b0;
      dropping <= 1'b0;
      holding  <= 1'b0;
      told     <= 4'd0;
    end else if (drain) begin
      beats    <= '0;
      looks    <= 1'b0;
      judges   <= 1'b0;
      working  <= 1'b0;
      body     <= 1'b0;
      dropping <= 1'b1;
    end else if (looks) begin
      looks  <= 1'b0;
      judges <= 1'b1;
    end else if (judges) begin
      judges <= 1'b0;
      told   <= lowest_of(broken_by(header, holding, held_as));
      if (broken_by(header, holding, held_as) == '0) begin
        working <= 1'b1;
        body <= 1'b1;
        found <= found_in(header);
        holding <= header.hold;
        held_as <= {
          header.kernel_w,
          header.stride_w,
          header.pad_left,
          header.out_cols,
          header.rows_last,
          header.channels_last
        };
      end else dropping <= 1'b1;
    end else if (working) begin
      if (packet_done) working <= 1'b0;
      if (body_done || packet_done) body <= 1'b0;
    end else if (opens && s_axis_tvalid && s_axis_tready) begin
      for (int b = 0; b < BEATS; b++) begin
        if (beats == 8'(b)) bits[b*PortWidth+:PortWidth] <= s_axis_tdata;
      end
      beats <= beats + 8'd1;
      if (s_axis_tlast) begin
        beats    <= '0;
        dropping <= 1'b1;
        told     <= LAST;
      end else if (beats == 8'(BEATS - 1)) begin
        beats <= '0;
        looks <= 1'b1;
      end
    end
  end

  // How the module's registers stand to what is counted here.
  logic state_as_counted_holds;
  assign state_as_counted_holds =
      state_q == (looks ? 3'd1 : judges ? 3'd2 : working ? (body ? 3'd3 : 3'd4) : dropping ?
      3'd5 : 3'd0);
  `ASSERT(state_as_counted, 1'b1, state_as_counted_holds, "the state")
  `ASSERT(one_of_all, 1'b1,
          32'(looks) + 32'(judges) + 32'(working) + 32'(dropping) <= 1 && (working || !body), "")
  `ASSERT(count_as_counted, 1'b1, 32'(count_q) == 32'(beats) && 32'(beats) < BEATS, "the count")
  `ASSERT(count_in_header, beats != 0, opens, "a count outside of a header")
  `ASSERT(held_as_counted, !dropping, held_q == holding && (!held_q || layout_q == held_as), "held")
  for (genvar b = 0; b < BEATS; b++) begin : gen_beat
    `ASSERT(bits_as_counted, looks || judges || working || (opens && b < 32'(beats)),
            bits_q[b*PortWidth+:PortWidth] == bits[b*PortWidth+:PortWidth], "beat of the header")
  end

  // Faults.
  `ASSERT(lowest_wins, told != 0, fault == told, "another fault than the lowest code")
  `ASSERT(none_if_legal, told == 0, fault == FAULT_NONE, "a fault without a cause")
  `ASSERT(fault_stays, fault_before != 0 && !in_reset_q, fault == fault_before, "a fault went away")
  logic own_faults_holds;
  assign own_faults_holds =
      fault != FAULT_MISMATCH && fault != (OfWeights ? FAULT_PIXEL_LAST : FAULT_WEIGHT_LAST) &&
      fault <= FAULT_BUSES;
  `ASSERT(own_faults, fault != FAULT_NONE, own_faults_holds, "a fault that is another module's")
  `ASSERT(faulty_drops, fault != FAULT_NONE, dropping, "it goes on after a fault")

`ifdef FORMAL
  `ASSUME(body_ends_once, body_done && !drain, working && body, "")
  `ASSUME(packet_ends_once, packet_done && !drain, working, "")
`endif

  // The way of a packet.
  `ASSERT(header_taken, opens, s_axis_tready, "a header beat is kept waiting")
  `ASSERT(checks_alone, looks || judges, s_axis_tready == drain && !body_tvalid,
          "a beat moves while the header is looks")
  `ASSERT(verdict, judges && !drain, start == (broken_by(header, holding, held_as) == '0),
          "a legal header is refused, or an illegal one is let through")
  `ASSERT(start_in_time, start, judges && !drain, "a packet starts at another time")
  `ASSERT(body_passes, working && body && !drain,
          body_tvalid == s_axis_tvalid && s_axis_tready == body_tready, "the body does not pass")
  `ASSERT(body_alone, body_tvalid, working && body && !drain, "a beat passes that is no body")
  `ASSERT(next_waits, working && !body && !drain, !s_axis_tready, "a beat is taken before the end")
  `ASSERT(drops, dropping || drain, s_axis_tready && !body_tvalid && !start, "it does not drop")
  `ASSERT(active_while, 1'b1, active == (beats != 0 || looks || judges || working), "active")
  `ASSERT(layer_is_header, start, layer.header == header, "another header is told than came")
  `ASSERT(layer_follows, working, layer == found, "what follows from the header is wrong")
  // All but the product, which is taken once.
  layer_t follows;
  logic   found_of_header_holds;
  assign follows = found_in(header);
  assign found_of_header_holds =
      found.header == header && found.iteration_channels == follows.iteration_channels &&
      found.iteration_cores == follows.iteration_cores &&
      found.first_phase == follows.first_phase && found.set_words == follows.set_words &&
      found.together == follows.together;
  `ASSERT(found_of_header, working, found_of_header_holds, "")

  // The check takes two clocks; else a beat waits for the body's outlet or the packet's end alone.
  axis_answer #(
      .Clocks(2)
  ) u_answer (
      .clk,
      .rst_n,
      .valid (s_axis_tvalid),
      .ready (s_axis_tready),
      .helped(!working || (body ? body_tready : packet_done))
  );

  // Every fault is possible, each as the only broken rule, each in front of another one.
  for (genvar c = 1; c <= 14; c++) begin : gen_code
    if (c != 11 && c != 12 && c != 13 && !(c == 10 && XWidth == 16)) begin : gen_rule
      `COVER(reached, fault == 4'(c))
      if (c != 5) begin : gen_alone  // no group, no channel: rule 8 is broken as well
        `COVER(alone, judges && broken == rules_t'(1) << (c - 1))
      end
      if (c < 14) begin : gen_lower
        `COVER(with_others, judges && lowest_of(broken) == 4'(c) && !$onehot(broken))
      end
    end
  end
  `COVER(last_reached, fault == LAST)
  `COVER(accumulates, start && header.accumulate)
  `COVER(together_with_buses, start && layer.together)
  `COVER(second_starts, start && started)
  `COVER(drained_in_header, drain && beats != 0)

  always @(posedge clk) begin
    fault_before <= fault;
    if (!rst_n) started <= 1'b0;
    else if (start) started <= 1'b1;
  end

endmodule

`ifndef __ICARUS__
bind header_reader header_reader_properties #(
    .Rows       (Rows),
    .Cols       (Cols),
    .XWidth     (XWidth),
    .KhMax      (KhMax),
    .KwMax      (KwMax),
    .SMax       (SMax),
    .WeightDepth(WeightDepth),
    .PixelBuses (PixelBuses),
    .PortWidth  (PortWidth),
    .OfWeights  (OfWeights)
) u_properties (
    .*,
    .state_q(state_q)
);
`endif

`default_nettype wire
