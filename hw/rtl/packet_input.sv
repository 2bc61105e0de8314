// The front of an input stream: register slice, header, and the body gathered into sets of words.
// Latency: one clock and the header; the header is in `layer` while the packet is worked on.

`default_nettype none

module packet_input
  import kraken_pkg::*;
#(
    parameter int Rows        = 7,
    parameter int Cols        = 96,
    parameter int XWidth      = 8,
    parameter int KhMax       = 11,
    parameter int KwMax       = 11,
    parameter int SMax        = 4,
    parameter int WeightDepth = 2048,
    parameter int WordWidth   = 8,
    parameter int PortWords   = 17,    // words of a beat
    parameter int SetWords    = 17,    // words of the largest set
    parameter bit OfWeights   = 0      // which stream it is
) (
    input wire clk,
    input wire rst_n,
    input wire stop,  // take nothing more
    input wire [PortWords*WordWidth-1:0] s_axis_tdata,
    input wire [PortWords-1:0] s_axis_tkeep,  // one bit a word
    input wire s_axis_tlast,
    input wire s_axis_tvalid,
    output logic s_axis_tready,
    output logic start,  // a packet begins in the next clock
    output layer_t layer,  // whole from then on; header with `start`
    input wire body_done,  // the last set is taken
    input wire packet_done,  // `layer` is needed no more
    output logic [SetWords*WordWidth-1:0] set_tdata,
    output logic [SetWords-1:0] set_tkeep,
    output logic set_tlast,
    output logic set_tvalid,
    input wire set_tready,
    output logic stray_last,  // tlast within a set, as it comes
    output fault_e header_fault  // sticky
);

  localparam int PORT_WIDTH = PortWords * WordWidth;

  logic [PORT_WIDTH-1:0] beat_tdata;
  logic [ PortWords-1:0] beat_tkeep;
  logic                  beat_tlast;
  logic                  beat_tvalid;
  logic                  beat_tready;
  logic                  body_tvalid;
  logic                  body_tready;
  logic [          15:0] set_words;

  assign set_words = OfWeights ? 16'(SetWords) : 16'(Rows) + 16'(layer.shifts);

  axis_skid #(
      .Width(PORT_WIDTH + PortWords + 1)
  ) u_skid (
      .clk,
      .rst_n,
      .s_axis_block (stop),
      .s_axis_tdata ({s_axis_tlast, s_axis_tkeep, s_axis_tdata}),
      .s_axis_tvalid,
      .s_axis_tready,
      .m_axis_tdata ({beat_tlast, beat_tkeep, beat_tdata}),
      .m_axis_tvalid(beat_tvalid),
      .m_axis_tready(beat_tready)
  );

  header_reader #(
      .Rows       (Rows),
      .Cols       (Cols),
      .XWidth     (XWidth),
      .KhMax      (KhMax),
      .KwMax      (KwMax),
      .SMax       (SMax),
      .WeightDepth(WeightDepth),
      .PortWidth  (PORT_WIDTH),
      .OfWeights  (OfWeights)
  ) u_header (
      .clk,
      .rst_n,
      .stop,
      .s_axis_tdata (beat_tdata),
      .s_axis_tlast (beat_tlast),
      .s_axis_tvalid(beat_tvalid),
      .s_axis_tready(beat_tready),
      .body_tvalid,
      .body_tready,
      .body_done,
      .packet_done,
      .start,
      .layer,
      .fault        (header_fault)
  );

  axis_gather #(
      .WordWidth(WordWidth),
      .InWords  (PortWords),
      .OutWords (SetWords)
  ) u_gather (
      .clk,
      .rst_n,
      .set_words,
      .s_axis_tdata (beat_tdata),
      .s_axis_tkeep (beat_tkeep),
      .s_axis_tlast (beat_tlast),
      .s_axis_tvalid(body_tvalid),
      .s_axis_tready(body_tready),
      .m_axis_tdata (set_tdata),
      .m_axis_tkeep (set_tkeep),
      .m_axis_tlast (set_tlast),
      .m_axis_tvalid(set_tvalid),
      .m_axis_tready(set_tready),
      .stray_last
  );

endmodule

`default_nettype wire
