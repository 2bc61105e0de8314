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
    input  wire  [15:0]                   set_words,    // words of a set, 1..OutWords
    input  wire  [ InWords*WordWidth-1:0] s_axis_tdata,
    input  wire                           s_axis_tlast,
    input  wire                           s_axis_tvalid,
    output logic                          s_axis_tready,
    output logic [OutWords*WordWidth-1:0] m_axis_tdata,
    output logic                          m_axis_tlast,
    output logic                          m_axis_tvalid,
    input  wire                           m_axis_tready,
    output logic                          stray_last    // tlast within a set, in the clock it comes
);

  if (InWords >= OutWords) begin : gen_wire

    assign m_axis_tdata  = s_axis_tdata[OutWords*WordWidth-1:0];
    assign m_axis_tlast  = s_axis_tlast;
    assign m_axis_tvalid = s_axis_tvalid;
    assign s_axis_tready = m_axis_tready;
    assign stray_last    = 1'b0;

    logic unused;
    assign unused = ^{clk, rst_n, set_words, 1'b0};

  end else begin : gen_collect

    localparam int BEATS = (OutWords + InWords - 1) / InWords;
    localparam int BEAT_WIDTH = InWords * WordWidth;
    localparam int INDEX_WIDTH = $clog2(BEATS);

    logic [BEATS*BEAT_WIDTH-1:0] words;
    logic [BEATS*BEAT_WIDTH-1:0] words_q;
    logic [INDEX_WIDTH-1:0]      index_q;
    logic [15:0]                 collected_q;
    logic                        complete;

    assign complete      = collected_q + 16'(InWords) >= set_words;
    assign m_axis_tvalid = s_axis_tvalid && complete;
    assign m_axis_tlast  = s_axis_tlast;
    assign s_axis_tready = complete ? m_axis_tready : 1'b1;
    assign stray_last    = s_axis_tvalid && s_axis_tlast && !complete;
    assign m_axis_tdata  = words[OutWords*WordWidth-1:0];

    always_comb begin
      words = words_q;
      words[32'(index_q)*BEAT_WIDTH+:BEAT_WIDTH] = s_axis_tdata;
    end

    always_ff @(posedge clk) begin
      if (!rst_n) begin
        index_q     <= '0;
        collected_q <= '0;
      end else if (s_axis_tvalid && s_axis_tready) begin
        words_q     <= words;
        index_q     <= complete ? '0 : index_q + 1'b1;
        collected_q <= complete ? '0 : collected_q + 16'(InWords);
      end
    end

    if (BEATS * InWords > OutWords) begin : gen_unused
      logic unused;
      assign unused = ^words[BEATS*BEAT_WIDTH-1:OutWords*WordWidth];
    end

  end

endmodule

`default_nettype wire
