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
    input  wire  [           InWords-1:0] s_axis_tkeep,   // one bit a word
    input  wire                           s_axis_tlast,
    input  wire                           s_axis_tvalid,
    output logic                          s_axis_tready,
    output logic [OutWords*WordWidth-1:0] m_axis_tdata,
    output logic [          OutWords-1:0] m_axis_tkeep,
    output logic                          m_axis_tlast,
    output logic                          m_axis_tvalid,
    input  wire                           m_axis_tready,
    output logic                          stray_last      // tlast within a set, as it comes
);

  if (InWords >= OutWords) begin : gen_wire

    assign m_axis_tdata  = s_axis_tdata[OutWords*WordWidth-1:0];
    assign m_axis_tkeep  = s_axis_tkeep[OutWords-1:0];
    assign m_axis_tlast  = s_axis_tlast;
    assign m_axis_tvalid = s_axis_tvalid;
    assign s_axis_tready = m_axis_tready;
    assign stray_last    = 1'b0;

    logic unused;
    assign unused = ^{clk, rst_n, set_words};

  end else begin : gen_collect

    localparam int BEATS = (OutWords + InWords - 1) / InWords;
    localparam int WORDS = BEATS * InWords;
    localparam int INDEX_WIDTH = $clog2(WORDS);

    logic [WORDS*WordWidth-1:0] data;
    logic [WORDS*WordWidth-1:0] data_q;
    logic [          WORDS-1:0] keep;
    logic [          WORDS-1:0] keep_q;
    logic [               15:0] collected_q;  // words of the set that are here
    logic                       complete;

    assign complete      = collected_q + 16'(InWords) >= set_words;
    assign m_axis_tdata  = data[OutWords*WordWidth-1:0];
    assign m_axis_tkeep  = keep[OutWords-1:0];
    assign m_axis_tlast  = s_axis_tlast;
    assign m_axis_tvalid = s_axis_tvalid && complete;
    assign s_axis_tready = complete ? m_axis_tready : 1'b1;
    assign stray_last    = s_axis_tvalid && s_axis_tlast && !complete;

    always_comb begin
      data                                                = data_q;
      keep                                                = keep_q;
      data[32'(collected_q)*WordWidth+:InWords*WordWidth] = s_axis_tdata;
      keep[INDEX_WIDTH'(collected_q)+:InWords]            = s_axis_tkeep;
    end

    always_ff @(posedge clk) begin
      if (!rst_n) collected_q <= '0;
      else if (s_axis_tvalid && s_axis_tready) begin
        collected_q <= complete ? '0 : collected_q + 16'(InWords);
      end
    end

    always_ff @(posedge clk) begin
      if (s_axis_tvalid) begin
        data_q <= data;
        keep_q <= keep;
      end
    end

    if (WORDS > OutWords) begin : gen_unused
      logic unused;
      assign unused = ^{data[WORDS*WordWidth-1:OutWords*WordWidth], keep[WORDS-1:OutWords]};
    end

  end

endmodule

`default_nettype wire
