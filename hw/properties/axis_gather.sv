// SPDX-License-Identifier: Apache-2.0
// What must hold of the gatherer: stream rules, every beat of a set once and in its place, no clock
// lost.

`default_nettype none

`include "properties.svh"

module axis_gather_properties #(
    parameter int WordWidth = 8,
    parameter int InWords   = 4,
    parameter int OutWords  = 8
) (
    input wire                          clk,
    input wire                          rst_n,
    input wire [                  15:0] set_words,
    input wire [ InWords*WordWidth-1:0] s_axis_tdata,
    input wire [           InWords-1:0] s_axis_tuser,
    input wire                          s_axis_tlast,
    input wire                          s_axis_tvalid,
    input wire                          s_axis_tready,
    input wire [OutWords*WordWidth-1:0] m_axis_tdata,
    input wire [          OutWords-1:0] m_axis_tuser,
    input wire                          m_axis_tlast,
    input wire                          m_axis_tvalid,
    input wire                          m_axis_tready,
`ifdef GATHER_COLLECTS
    input wire [                  15:0] collected_q,
    input wire [                  31:0] beat_q,
`endif
    input wire                          stray_last
);

  localparam int BEATS = (OutWords + InWords - 1) / InWords;  // of the largest set
  localparam int BEAT_WIDTH = InWords * WordWidth;

  // In simulations its neighbours look at the same streams.
`ifdef FORMAL
  axis_rules #(
      .Width(BEAT_WIDTH + InWords + 1),
      .Input(1),
      .Stays(0)
  ) u_s_axis (
      .clk,
      .rst_n,
      .valid  (s_axis_tvalid),
      .ready  (s_axis_tready),
      .last   (s_axis_tlast),
      .payload({s_axis_tlast, s_axis_tuser, s_axis_tdata})
  );

  axis_rules #(
      .Width(OutWords * (WordWidth + 1) + 1),
      .Stays(0)
  ) u_m_axis (
      .clk,
      .rst_n,
      .valid  (m_axis_tvalid),
      .ready  (m_axis_tready),
      .last   (m_axis_tlast),
      .payload({m_axis_tlast, m_axis_tuser, m_axis_tdata})
  );
`endif

  logic enters, leaves;
  logic [31:0] beats_q;  // of the set that are here
  logic [15:0] set_words_q;  // with the last beat that was offered
  logic        waits_q;  // a beat was offered and not taken
  logic        set_waits_q;  // and a set

  assign enters = s_axis_tvalid && s_axis_tready;
  assign leaves = m_axis_tvalid && m_axis_tready;

  logic waits, set_waits;
  assign waits     = rst_n && s_axis_tvalid && !s_axis_tready;
  assign set_waits = rst_n && m_axis_tvalid && !m_axis_tready;

  `LOADS(clk, !rst_n || enters || leaves, beats_q, rst_n && !leaves ? beats_q + 1 : '0)
  `LOADS(clk, s_axis_tvalid, set_words_q, set_words)
  `FOLLOWS(clk, waits_q, waits)
  `FOLLOWS(clk, set_waits_q, set_waits)

  `SINCE_RESET(clk, rst_n)

  `ASSUME(size, s_axis_tvalid, set_words >= 1 && set_words <= OutWords, "a set of no legal size")
  // It is told with each beat; between beats it may be anything.
  `ASSUME(size_held, s_axis_tvalid && (beats_q != 0 || waits_q), set_words == set_words_q,
          "the size of a set changes within it")

  `ASSERT(in_place, 1'b1, beats_q < BEATS, "a set takes more beats than the largest one")
  `ASSERT(complete, m_axis_tvalid, (beats_q + 1) * InWords >= set_words, "a set leaves early")
  `ASSERT(no_more, s_axis_tvalid && !m_axis_tvalid, (beats_q + 1) * InWords < set_words,
          "a set that is complete is not offered")
  // Who sends the beats may take back what waits, as at a fault; then the set waits for it again.
  `ASSERT(held, set_waits_q && s_axis_tvalid, m_axis_tvalid, "a set is gone before it was taken")
  `ASSERT(last_enters, leaves, enters, "a set leaves and its last beat does not")
  `ASSERT(no_stall, s_axis_tvalid && m_axis_tready, s_axis_tready, "a clock is lost")
  `ASSERT(collects, s_axis_tvalid && !m_axis_tvalid, s_axis_tready, "a beat within a set waits")
  `ASSERT(stray, 1'b1, stray_last == (s_axis_tvalid && s_axis_tlast && !m_axis_tvalid),
          "a packet ends within a set, and it is told wrong")
  `ASSERT(last, m_axis_tvalid, m_axis_tlast === s_axis_tlast, "the end of the packet is changed")

  `COVER(full_set, leaves && set_words == OutWords)
  `COVER(short_set, leaves && set_words == 1)

`ifdef FORMAL
  `ASSERT(some_missing, beats_q != 0, beats_q * InWords < 32'(set_words_q), "")

  // Any two beats: each stands in the set at its place when the set leaves.
  (* keep *) logic pick;  // driven by nothing: the prover chooses
  logic first_q, second_q;
  logic [31:0] first_place_q, second_place_q;
  logic [InWords*(WordWidth + 1) - 1 : 0] first_beat_q, second_beat_q;

  always @(posedge clk) begin
    if (!rst_n || leaves) {first_q, second_q} <= '0;
    else if (enters && pick && !first_q) begin
      first_q       <= 1'b1;
      first_place_q <= beats_q;
      first_beat_q  <= {s_axis_tuser, s_axis_tdata};
    end else if (enters && pick && !second_q) begin
      second_q       <= 1'b1;
      second_place_q <= beats_q;
      second_beat_q  <= {s_axis_tuser, s_axis_tdata};
    end
  end

  for (genvar b = 0; b < BEATS; b++) begin : gen_place
    // Words of the last beat that the largest set has no place for go nowhere.
    localparam int PLACES = ((b + 1) * InWords <= OutWords) ? InWords : OutWords - b * InWords;
    for (genvar w = 0; w < PLACES; w++) begin : gen_word
      localparam int AT = b * InWords + w;
      wire [WordWidth:0] word = {m_axis_tuser[AT], m_axis_tdata[AT*WordWidth+:WordWidth]};
      `ASSERT(now_in_place, s_axis_tvalid && beats_q == b,
              word == {s_axis_tuser[w], s_axis_tdata[w*WordWidth+:WordWidth]}, "")
      // The last beat of a set is never kept.
      if (b < BEATS - 1) begin : gen_first
        `ASSERT(first_in_place, first_q && first_place_q == b,
                word == {first_beat_q[InWords*WordWidth+w], first_beat_q[w*WordWidth+:WordWidth]},
                "")
      end
      if (b > 0 && b < BEATS - 1) begin : gen_second
        `ASSERT(second_in_place, second_q && second_place_q == b,
                word == {second_beat_q[InWords*WordWidth+w], second_beat_q[w*WordWidth+:WordWidth]},
                "")
      end
    end
  end
  `ASSERT(first_before, first_q, first_place_q < beats_q, "")
  `ASSERT(second_behind, second_q, first_q && first_place_q < second_place_q, "")
  `ASSERT(second_before, second_q, second_place_q < beats_q, "")
`endif

`ifdef GATHER_COLLECTS
  `ASSERT(collected, 1'b1, collected_q == 16'(beats_q * InWords), "")
  `ASSERT(one_hot, 1'b1, beat_q == 32'd1 << beats_q, "")
`endif

endmodule

`ifdef GATHER_COLLECTS
bind axis_gather axis_gather_properties #(
    .WordWidth(WordWidth),
    .InWords  (InWords),
    .OutWords (OutWords)
) u_properties (
    .*,
    .collected_q(gen_collect.collected_q),
    .beat_q     (32'(gen_collect.beat_q))
);
`elsif __ICARUS__
`else
bind axis_gather axis_gather_properties #(
    .WordWidth(WordWidth),
    .InWords  (InWords),
    .OutWords (OutWords)
) u_properties (.*);
`endif

`default_nettype wire
