// SPDX-License-Identifier: Apache-2.0

// Doubles each signed word of a stream and holds it between the least and the greatest that a word
// can be. Latency: two clocks.

`default_nettype none

module double_clip #(
    parameter int Lanes = 2,
    parameter int Bits  = 8   // of a word
) (
    input  wire                   clk,
    input  wire                   rst_n,
    input  wire  [Lanes*Bits-1:0] s_axis_tdata,
    input  wire                   s_axis_tlast,
    input  wire                   s_axis_tvalid,
    output logic                  s_axis_tready,
    output logic [Lanes*Bits-1:0] m_axis_tdata,
    output logic                  m_axis_tlast,
    output logic                  m_axis_tvalid,
    input  wire                   m_axis_tready
);

  logic [Lanes*(Bits+1)-1:0] doubled_tdata;
  logic                      doubled_tlast;
  logic                      doubled_tvalid;
  logic                      doubled_tready;

  double_words #(
      .Lanes(Lanes),
      .Bits (Bits)
  ) u_double (
      .clk,
      .rst_n,
      .s_axis_tdata,
      .s_axis_tlast,
      .s_axis_tvalid,
      .s_axis_tready,
      .m_axis_tdata (doubled_tdata),
      .m_axis_tlast (doubled_tlast),
      .m_axis_tvalid(doubled_tvalid),
      .m_axis_tready(doubled_tready)
  );

  clip_words #(
      .Lanes (Lanes),
      .InBits(Bits + 1),
      .Bits  (Bits)
  ) u_clip (
      .clk,
      .rst_n,
      .s_axis_tdata (doubled_tdata),
      .s_axis_tlast (doubled_tlast),
      .s_axis_tvalid(doubled_tvalid),
      .s_axis_tready(doubled_tready),
      .m_axis_tdata,
      .m_axis_tlast,
      .m_axis_tvalid,
      .m_axis_tready
  );

endmodule

`default_nettype wire
