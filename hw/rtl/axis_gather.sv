// SPDX-License-Identifier: Apache-2.0
// Collects narrow beats into one wide set of words; how many words a set has is chosen at run time.
// The last beat of a set is not stored but passed on, so a set that fits one beat goes straight
// through and a source that never pauses loses no clock. Latency: none after the last beat.

`default_nettype none

module axis_gather #(
    parameter int WordWidth = 8,
    parameter int InWords   = 4,  // words of one beat
    parameter int OutWords  = 8   // words of the largest set
) (
    input  wire                           clk,
    input  wire                           rst_n,
    input  wire  [                  15:0] set_words,      // words of a set, 1..OutWords
    input  wire  [ InWords*WordWidth-1:0] s_axis_tdata,
    input  wire  [           InWords-1:0] s_axis_tuser,   // one bit a word
    input  wire                           s_axis_tlast,
    input  wire                           s_axis_tvalid,
    output logic                          s_axis_tready,
    output logic [OutWords*WordWidth-1:0] m_axis_tdata,
    output logic [          OutWords-1:0] m_axis_tuser,
    output logic                          m_axis_tlast,
    output logic                          m_axis_tvalid,
    input  wire                           m_axis_tready,
    output logic                          stray_last      // tlast within a set, as it comes
);

  assign m_axis_tlast = s_axis_tlast;

  if (InWords >= OutWords) begin : gen_wire

    assign m_axis_tdata  = s_axis_tdata[OutWords*WordWidth-1:0];
    assign m_axis_tuser  = s_axis_tuser[OutWords-1:0];
    assign m_axis_tvalid = s_axis_tvalid;
    assign s_axis_tready = m_axis_tready;
    assign stray_last    = 1'b0;

    logic unused;
    assign unused = ^{clk, rst_n, set_words};

  end else begin : gen_collect

    localparam int BEATS = (OutWords + InWords - 1) / InWords;
    localparam int WORDS = BEATS * InWords;
    localparam int BEAT_WIDTH = InWords * WordWidth;

    logic [          BEATS-1:0] beat_q;  // one bit is set: the beat in turn
    logic [               15:0] collected_q;  // words of the set that are here
    logic [               15:0] collected;  // with those of this beat
    logic [WORDS*WordWidth-1:0] data;
    logic [          WORDS-1:0] user;
    logic                       complete;
    logic                       take;

    assign collected     = collected_q + 16'(InWords);
    assign complete      = collected >= set_words;
    assign m_axis_tdata  = data[OutWords*WordWidth-1:0];
    assign m_axis_tuser  = user[OutWords-1:0];
    assign m_axis_tvalid = s_axis_tvalid && complete;
    assign s_axis_tready = !complete || m_axis_tready;
    assign stray_last    = s_axis_tvalid && s_axis_tlast && !complete;
    assign take          = s_axis_tvalid && s_axis_tready;

    always_ff @(posedge clk) begin
      if (!rst_n) begin
        collected_q <= '0;
        beat_q      <= BEATS'(1);
      end else if (take) begin
        collected_q <= complete ? '0 : collected;
        beat_q      <= complete ? BEATS'(1) : beat_q << 1;
      end
    end

    // What registers hold before the first reset says nothing, even at an edge of the clock.
    logic reset_seen_q;

    initial reset_seen_q = 1'b0;

    always @(posedge clk) reset_seen_q <= reset_seen_q || !rst_n;

    always @(posedge clk) begin
      if (reset_seen_q && rst_n && s_axis_tvalid) begin
        assert (set_words >= 16'd1 && set_words <= 16'(OutWords))
        else $error("a set of %0d words: 1 to %0d fit", set_words, OutWords);
      end
    end

    // A beat is kept while those behind it come; the last one never is.
    for (genvar b = 0; b < BEATS - 1; b++) begin : gen_beat
      logic [BEAT_WIDTH-1:0] data_q;
      logic [   InWords-1:0] user_q;

      always_ff @(posedge clk) begin
        if (s_axis_tvalid && beat_q[b]) begin
          data_q <= s_axis_tdata;
          user_q <= s_axis_tuser;
        end
      end

      assign data[b*BEAT_WIDTH+:BEAT_WIDTH] = beat_q[b] ? s_axis_tdata : data_q;
      assign user[b*InWords+:InWords]       = beat_q[b] ? s_axis_tuser : user_q;
    end
    assign data[WORDS*WordWidth-1-:BEAT_WIDTH] = s_axis_tdata;
    assign user[WORDS-1-:InWords]              = s_axis_tuser;

    if (WORDS > OutWords) begin : gen_unused
      logic unused;
      assign unused = ^{data[WORDS*WordWidth-1:OutWords*WordWidth], user[WORDS-1:OutWords]};
    end

  end

endmodule

`default_nettype wire
