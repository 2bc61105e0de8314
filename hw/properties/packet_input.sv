// SPDX-License-Identifier: Apache-2.0
// What holds of packet_input: header beats are the header, body beats stand in their load at their
// places, and of a packet that is dropped nothing leaves. Counted by the handshakes behind the
// register slice, which has properties of its own.

`include "properties.svh"

`default_nettype none

module packet_input_properties
  import kraken_pkg::*;
#(
    parameter  int WordWidth  = 8,
    parameter  int PortWords  = 17,
    parameter  int SetWords   = 17,
    parameter  int Sets       = 2,
    parameter  bit OfWeights  = 0,
    localparam int PORT_WIDTH = PortWords * WordWidth
) (
    input wire                                  clk,
    input wire                                  rst_n,
    input wire                                  drain,
    input wire    [             PORT_WIDTH-1:0] s_axis_tdata,
    input wire    [              PortWords-1:0] s_axis_tuser,
    input wire                                  s_axis_tlast,
    input wire                                  s_axis_tvalid,
    input wire                                  s_axis_tready,
    input wire                                  start,
    input layer_t                               layer,
    input wire                                  body_done,
    input wire                                  packet_done,
    input wire    [Sets*SetWords*WordWidth-1:0] load_tdata,
    input wire    [          Sets*SetWords-1:0] load_tuser,
    input wire                                  load_tlast,
    input wire                                  load_tvalid,
    input wire                                  load_tready,
    input wire                                  stray_last,
    input fault_e                               header_fault,
    // inside
    input wire    [             PORT_WIDTH-1:0] beat_tdata,
    input wire    [              PortWords-1:0] beat_tuser,
    input wire                                  beat_tlast,
    input wire                                  beat_tvalid,
`ifdef SET_COLLECTS
    input wire    [                       31:0] set_beat_q,
    input wire    [                       15:0] set_collected_q,
`endif
`ifdef LOAD_COLLECTS
    input wire    [                       31:0] load_set_q,
    input wire    [                       15:0] load_collected_q,
`endif
    input wire                                  beat_tready,
    input wire    [                        2:0] header_state,      // of its reader
    input wire    [                        7:0] header_count
);

  localparam int HEADER_BEATS = (HEADER_BITS + PORT_WIDTH - 1) / PORT_WIDTH;
  localparam int SET_BEATS = (SetWords + PortWords - 1) / PortWords;  // of the largest set

  header_t        header;  // of the packet at work
  logic           takes;  // a beat behind the slice
  logic           loads;  // a load leaves
  logic    [ 7:0] header_beats_q;  // of the packet's header that are here
  logic    [ 1:0] checks_q;  // clocks of the check that are left
  logic           working_q;  // a packet was let through and is not done
  logic           body_q;  // and a load of it is still to come
  logic           dropping_q;
  logic           opens;  // a header beat is due
  logic    [15:0] beats_q;  // of the set in turn that are here
  logic    [15:0] sets_q;  // of the load in turn that are whole
  logic    [15:0] beats_of_set;
  logic    [15:0] sets_of_load;
  logic           set_ends;  // with the beat in turn
  logic           load_ends;
  logic           waits_q;  // a load was offered and not taken
  logic           dropped_q;  // it dropped the clock before

  assign header = layer.header;
  assign takes  = beat_tvalid && beat_tready;
  assign loads  = load_tvalid && load_tready;
  assign opens  = checks_q == 0 && !working_q && !dropping_q;

  always_comb begin
    beats_of_set = 16'(SET_BEATS);
    if (!OfWeights) begin
      for (int b = SET_BEATS; b >= 1; b--) begin
        if (32'(layer.set_words) <= b * PortWords) beats_of_set = 16'(b);
      end
    end
    sets_of_load = (OfWeights || layer.together) ? 16'd1 : 16'(header.sets);
  end

  assign set_ends  = beats_q + 16'd1 == beats_of_set;
  assign load_ends = set_ends && sets_q + 16'd1 == sets_of_load;

  always @(posedge clk) begin
    waits_q   <= rst_n && load_tvalid && !load_tready;
    dropped_q <= rst_n && (dropping_q || drain);
    if (!rst_n) begin
      header_beats_q <= '0;
      checks_q       <= '0;
      working_q      <= 1'b0;
      body_q         <= 1'b0;
      dropping_q     <= 1'b0;
    end else if (drain) begin
      header_beats_q <= '0;
      checks_q       <= '0;
      working_q      <= 1'b0;
      body_q         <= 1'b0;
      dropping_q     <= 1'b1;
    end else begin
      if (opens && takes) begin
        header_beats_q <= header_beats_q + 8'd1;
        if (beat_tlast) begin
          header_beats_q <= '0;
          dropping_q     <= 1'b1;
        end else if (header_beats_q == 8'(HEADER_BEATS - 1)) begin
          header_beats_q <= '0;
          checks_q       <= 2'd2;
        end
      end
      if (checks_q != 0) checks_q <= checks_q - 2'd1;
      if (checks_q == 1) begin
        {working_q, body_q} <= {2{start}};
        dropping_q          <= !start;
      end
      if (working_q && (body_done || packet_done)) body_q <= 1'b0;
      if (working_q && packet_done) working_q <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (!rst_n) {beats_q, sets_q} <= '0;
    else if (body_q && takes && !drain) begin
      beats_q <= set_ends ? '0 : beats_q + 16'd1;
      if (set_ends) sets_q <= load_ends ? '0 : sets_q + 16'd1;
    end
  end

  `SINCE_RESET(clk, rst_n)

  `ASSUME(body_done_with_load, body_done && body_q && !drain, loads,
          "a body ends without its last load")
  `ASSUME(packet_done_behind_body, packet_done && body_q && !drain, body_done,
          "a packet ends within its body")

  // Which beats go where.
  `ASSERT(starts_checked, start, checks_q == 1 && !drain, "a packet begins without its header")
  `ASSERT(loads_from_body, load_tvalid, body_q && beat_tvalid && !drain,
          "a load of beats that are no body")
  `ASSERT(load_whole, body_q && beat_tvalid && !drain, load_tvalid == load_ends,
          "a load leaves with another beat than its last one")
  `ASSERT(taken_once, loads, takes, "a load leaves and its last beat does not")
  logic due;
  assign due = drain || opens || dropping_q || (body_q && (!load_ends || load_tready));
  `ASSERT(taken_when_due, beat_tvalid, beat_tready == due,
          "a beat waits without a reason, or is taken too early")
  `ASSERT(last_unchanged, load_tvalid, load_tlast === beat_tlast, "the end of a packet is changed")
  `ASSERT(stray, 1'b1, stray_last == (body_q && !drain && beat_tvalid && beat_tlast && !load_ends),
          "a packet ends within a load, and it is told wrong")
  `ASSERT(load_held, waits_q && !drain, load_tvalid, "a load is gone before it was taken")
  `ASSERT(in_load, 1'b1, beats_q < SET_BEATS && sets_q < Sets, "more beats than a load has")
  `ASSERT(next_from_start, !body_q && !dropping_q, beats_q == 0 && sets_q == 0,
          "a packet begins within a load")

  // A broken packet is dropped, to its end and beyond.
  `ASSERT(dropped_whole, dropping_q || drain, !load_tvalid && !start && !stray_last,
          "something of a dropped packet leaves")
  `ASSERT(dropping_takes, dropped_q && !in_reset_q, s_axis_tready || beat_tvalid,
          "it waits though it drops")
  `ASSERT(dropping_lasts, dropped_q && !in_reset_q, dropping_q, "it goes on behind a fault")
  `ASSERT(faulty_drops, header_fault != FAULT_NONE, dropping_q, "it goes on behind a fault")
  logic state_alone_holds;
  assign state_alone_holds =
      32'(checks_q != 0) + 32'(working_q) + 32'(dropping_q) <= 1 && checks_q <= 2 &&
      (working_q || !body_q) && 32'(header_beats_q) < HEADER_BEATS &&
      (opens || header_beats_q == 0);
  `ASSERT(state_alone, 1'b1, state_alone_holds, "two states at once")

  // How the reader's registers stand to what is counted here.
  logic [2:0] state;
  assign state = checks_q == 2 ? 3'd1 : checks_q == 1 ? 3'd2 : working_q ? (body_q ? 3'd3 : 3'd4) :
      dropping_q ? 3'd5 : 3'd0;
  `ASSERT(reader_as_counted, 1'b1, header_state == state && header_count == header_beats_q,
          "the reader of the header is elsewhere")

  `COVER(second_packet, start && beat_tvalid)
  `COVER(load_of_all_sets, loads && sets_q == 16'(Sets - 1) && beats_q == 16'(SET_BEATS - 1))
  if (!OfWeights && Sets > 1) begin : gen_sets
    `COVER(sets_together, loads && layer.together && header.sets == 2)
  end
  `COVER(dropped_in_body, dropping_q && header_fault == FAULT_NONE && takes)

`ifdef FORMAL
  axis_rules #(
      .Width(PORT_WIDTH + PortWords + 1),
      .Input(1)
  ) u_s_axis (
      .clk,
      .rst_n,
      .valid  (s_axis_tvalid),
      .ready  (s_axis_tready),
      .last   (s_axis_tlast),
      .payload({s_axis_tlast, s_axis_tuser, s_axis_tdata})
  );

  logic [Sets*SetWords*(WordWidth+1):0] offered_q;
  always @(posedge clk) offered_q <= {load_tlast, load_tuser, load_tdata};
  `ASSERT(load_stable, waits_q && !drain, {load_tlast, load_tuser, load_tdata} == offered_q, "")

  // A header beat, any one: it is that part of the header, from the check to the packet's end.
  (* keep *)logic                               pick;  // driven by nothing: the prover chooses
  logic                               followed_q;
  logic [                        7:0] number_q;
  logic [             PORT_WIDTH-1:0] bits_q;
  logic [HEADER_BEATS*PORT_WIDTH-1:0] header_bits;

  assign header_bits = (HEADER_BEATS * PORT_WIDTH)'(layer.header);

  always @(posedge clk) begin
    if (!rst_n || drain || (working_q && packet_done) || dropping_q) followed_q <= 1'b0;
    else if (opens && takes && pick && !followed_q) begin
      followed_q <= 1'b1;
      number_q   <= header_beats_q;
      bits_q     <= beat_tdata;
    end
  end

  `ASSERT(header_beat_before, followed_q && opens, number_q < header_beats_q, "")
  for (genvar b = 0; b < HEADER_BEATS; b++) begin : gen_header
    localparam int BITS =
        (b + 1) * PORT_WIDTH > HEADER_BITS ? HEADER_BITS - b * PORT_WIDTH : PORT_WIDTH;
    `ASSERT(header_in_place, followed_q && number_q == b && !dropping_q,
            header_bits[b*PORT_WIDTH+:BITS] == bits_q[BITS-1:0], "")
  end

  // Any two beats of a load: each stands in it at its place, set by set.
  logic first_q, second_q;
  logic [15:0] first_set_q, first_beat_q, second_set_q, second_beat_q;
  logic [PortWords*(WordWidth+1)-1:0] first_word_q, second_word_q;

  always @(posedge clk) begin
    if (!rst_n || loads || drain) {first_q, second_q} <= '0;
    else if (body_q && takes && pick) begin
      if (!first_q) begin
        first_q      <= 1'b1;
        first_set_q  <= sets_q;
        first_beat_q <= beats_q;
        first_word_q <= {beat_tuser, beat_tdata};
      end else if (!second_q) begin
        second_q      <= 1'b1;
        second_set_q  <= sets_q;
        second_beat_q <= beats_q;
        second_word_q <= {beat_tuser, beat_tdata};
      end
    end
  end

  for (genvar s = 0; s < Sets; s++) begin : gen_set
    for (genvar b = 0; b < SET_BEATS; b++) begin : gen_beat
      // Words of the last beat that the set has no place for go nowhere.
      localparam int WORDS = (b + 1) * PortWords > SetWords ? SetWords - b * PortWords : PortWords;
      localparam int AT = s * SetWords + b * PortWords;
      localparam bit ENDS = s == Sets - 1 && b == SET_BEATS - 1;  // it is never kept
      localparam bit BEGINS = s == 0 && b == 0;  // none is before it
      for (genvar w = 0; w < WORDS; w++) begin : gen_word
        wire [WordWidth:0] word = {load_tuser[AT+w], load_tdata[(AT+w)*WordWidth+:WordWidth]};
        `ASSERT(now_in_place, body_q && beat_tvalid && sets_q == s && beats_q == b,
                word == {beat_tuser[w], beat_tdata[w*WordWidth+:WordWidth]}, "")
        if (!ENDS) begin : gen_first
          `ASSERT(
              first_in_place, first_q && first_set_q == s && first_beat_q == b,
              word == {first_word_q[PortWords*WordWidth+w], first_word_q[w*WordWidth+:WordWidth]},
              "")
        end
        if (!ENDS && !BEGINS) begin : gen_second
          `ASSERT(
              second_in_place, second_q && second_set_q == s && second_beat_q == b,
              word == {second_word_q[PortWords*WordWidth+w], second_word_q[w*WordWidth+:WordWidth]},
              "")
        end
      end
    end
  end

  function automatic logic [31:0] turn(input logic [15:0] set, input logic [15:0] beat);
    return {set, beat};
  endfunction

  `ASSERT(first_before, first_q, turn(first_set_q, first_beat_q) < turn(sets_q, beats_q
          ) && first_beat_q < SET_BEATS, "")
  `ASSERT(second_before, second_q, turn(second_set_q, second_beat_q) < turn(sets_q, beats_q
          ) && second_beat_q < SET_BEATS, "")
  `ASSERT(second_behind, second_q, first_q && turn(first_set_q, first_beat_q) < turn(
          second_set_q, second_beat_q), "")
  `ASSERT(followed_in_body, first_q, body_q || dropping_q, "")
  logic load_fits_holds;
  assign load_fits_holds =
      OfWeights || (layer.set_words >= 1 && layer.set_words <= SetWords && header.sets >= 1 &&
      32'(header.sets) <= Sets);
  `ASSERT(load_fits, working_q, load_fits_holds, "")
  `ASSERT(turn_fits, body_q, beats_q < beats_of_set && sets_q < sets_of_load, "")
`ifdef SET_COLLECTS
  `ASSERT(set_as_counted, 1'b1,
          set_beat_q == 32'd1 << beats_q && set_collected_q == 16'(beats_q * PortWords), "")
`endif
`ifdef LOAD_COLLECTS
  `ASSERT(load_as_counted, 1'b1,
          load_set_q == 32'd1 << sets_q && load_collected_q == 16'(sets_q * SetWords), "")
`endif
`else
  logic unused;
  assign unused = ^{s_axis_tdata, s_axis_tuser, s_axis_tlast, s_axis_tvalid, load_tdata,
                    load_tuser, beat_tdata, beat_tuser, layer};
`endif

endmodule

`ifdef LOAD_COLLECTS
bind packet_input packet_input_properties #(
    .WordWidth(WordWidth),
    .PortWords(PortWords),
    .SetWords (SetWords),
    .Sets     (Sets),
    .OfWeights(OfWeights)
) u_properties (
    .*,
    .header_state    (u_header.state_q),
    .header_count    (8'(u_header.count_q)),
    .set_beat_q      (32'(u_set.gen_collect.beat_q)),
    .set_collected_q (u_set.gen_collect.collected_q),
    .load_set_q      (32'(u_load.gen_collect.beat_q)),
    .load_collected_q(u_load.gen_collect.collected_q)
);
`elsif SET_COLLECTS
bind packet_input packet_input_properties #(
    .WordWidth(WordWidth),
    .PortWords(PortWords),
    .SetWords (SetWords),
    .Sets     (Sets),
    .OfWeights(OfWeights)
) u_properties (
    .*,
    .header_state   (u_header.state_q),
    .header_count   (8'(u_header.count_q)),
    .set_beat_q     (32'(u_set.gen_collect.beat_q)),
    .set_collected_q(u_set.gen_collect.collected_q)
);
`elsif __ICARUS__
`else
bind packet_input packet_input_properties #(
    .WordWidth(WordWidth),
    .PortWords(PortWords),
    .SetWords (SetWords),
    .Sets     (Sets),
    .OfWeights(OfWeights)
) u_properties (
    .*,
    .header_state(u_header.state_q),
    .header_count(8'(u_header.count_q))
);
`endif

`default_nettype wire
