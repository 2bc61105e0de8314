// SPDX-License-Identifier: Apache-2.0
// The front of an input stream: register slice, header, and the body gathered into sets of words,
// and into loads of as many sets as the header says.
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
    parameter int PixelBuses  = 2,
    parameter int WordWidth   = 8,
    parameter int PortWords   = 17,    // words of a beat
    parameter int SetWords    = 17,    // words of the largest set
    parameter int Sets        = 2,     // sets of the largest load
    parameter bit OfWeights   = 0      // which stream it is
) (
    input wire clk,
    input wire rst_n,
    input wire drain,  // take everything and drop it
    input wire [PortWords*WordWidth-1:0] s_axis_tdata,
    input wire [PortWords-1:0] s_axis_tuser,  // one bit a word
    input wire s_axis_tlast,
    input wire s_axis_tvalid,
    output logic s_axis_tready,
    output logic start,  // a packet begins in the next clock
    output logic active,  // a packet has begun and is not done
    output layer_t layer,  // whole with `start`, `tile_rows` a clock later
    input wire body_done,  // the last load is taken
    input wire packet_done,  // `layer` is needed no more
    output logic [Sets*SetWords*WordWidth-1:0] load_tdata,
    output logic [Sets*SetWords-1:0] load_tuser,
    output logic load_tlast,
    output logic load_tvalid,
    input wire load_tready,
    output logic stray_last,  // tlast within a load, as it comes
    output fault_e header_fault  // sticky
);

  localparam int PORT_WIDTH = PortWords * WordWidth;

  logic [        PORT_WIDTH-1:0] beat_tdata;
  logic [         PortWords-1:0] beat_tuser;
  logic                          beat_tlast;
  logic                          beat_tvalid;
  logic                          beat_tready;
  logic                          body_tvalid;
  logic                          body_tready;
  logic [                  15:0] set_words;
  logic [SetWords*WordWidth-1:0] set_tdata;
  logic [          SetWords-1:0] set_tuser;
  logic                          set_tlast;
  logic                          set_tvalid;
  logic                          set_tready;
  logic                          set_stray;
  logic [                  15:0] load_words;
  logic                          load_stray;

  axis_skid #(
      .Width(PORT_WIDTH + PortWords + 1)
  ) u_skid (
      .clk,
      .rst_n,
      .s_axis_tdata ({s_axis_tlast, s_axis_tuser, s_axis_tdata}),
      .s_axis_tvalid,
      .s_axis_tready,
      .m_axis_tdata ({beat_tlast, beat_tuser, beat_tdata}),
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
      .PixelBuses (PixelBuses),
      .PortWidth  (PORT_WIDTH),
      .OfWeights  (OfWeights)
  ) u_header (
      .clk,
      .rst_n,
      .drain,
      .s_axis_tdata (beat_tdata),
      .s_axis_tlast (beat_tlast),
      .s_axis_tvalid(beat_tvalid),
      .s_axis_tready(beat_tready),
      .body_tvalid,
      .body_tready,
      .body_done,
      .packet_done,
      .start,
      .active,
      .layer,
      .fault        (header_fault)
  );

  // Words that come first: a set, or all sets of a load together.
  assign set_words = OfWeights ? 16'(SetWords) : layer.set_words;

  axis_gather #(
      .WordWidth(WordWidth),
      .InWords  (PortWords),
      .OutWords (SetWords)
  ) u_set (
      .clk,
      .rst_n,
      .set_words,
      .s_axis_tdata (beat_tdata),
      .s_axis_tuser (beat_tuser),
      .s_axis_tlast (beat_tlast),
      .s_axis_tvalid(body_tvalid),
      .s_axis_tready(body_tready),
      .m_axis_tdata (set_tdata),
      .m_axis_tuser (set_tuser),
      .m_axis_tlast (set_tlast),
      .m_axis_tvalid(set_tvalid),
      .m_axis_tready(set_tready),
      .stray_last   (set_stray)
  );

  // Sets that are not together take SetWords words each, whatever they carry.
  assign load_words = (OfWeights || layer.together) ? 16'(SetWords)
                                                    : 16'(SetWords) * {13'b0, layer.header.sets};

  axis_gather #(
      .WordWidth(WordWidth),
      .InWords  (SetWords),
      .OutWords (Sets * SetWords)
  ) u_load (
      .clk,
      .rst_n,
      .set_words    (load_words),
      .s_axis_tdata (set_tdata),
      .s_axis_tuser (set_tuser),
      .s_axis_tlast (set_tlast),
      .s_axis_tvalid(set_tvalid),
      .s_axis_tready(set_tready),
      .m_axis_tdata (load_tdata),
      .m_axis_tuser (load_tuser),
      .m_axis_tlast (load_tlast),
      .m_axis_tvalid(load_tvalid),
      .m_axis_tready(load_tready),
      .stray_last   (load_stray)
  );

  assign stray_last = set_stray || load_stray;

endmodule

`default_nettype wire
