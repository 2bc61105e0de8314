// SPDX-License-Identifier: Apache-2.0

// Holds each signed word of a stream between two bounds, in a register. Latency: one clock.

`default_nettype none

module clip_words #(
    parameter int Lanes  = 2,
    parameter int InBits = 9,  // of a word that comes
    parameter int Bits   = 8   // of a word that leaves
) (
    input  wire                     clk,
    input  wire                     rst_n,
    input  wire  [Lanes*InBits-1:0] s_axis_tdata,
    input  wire                     s_axis_tlast,
    input  wire                     s_axis_tvalid,
    output logic                    s_axis_tready,
    output logic [  Lanes*Bits-1:0] m_axis_tdata,
    output logic                    m_axis_tlast,
    output logic                    m_axis_tvalid,
    input  wire                     m_axis_tready
);

  localparam logic signed [InBits-1:0] MOST = InBits'((1 << (Bits - 1)) - 1);
  localparam logic signed [InBits-1:0] LEAST = -MOST - 1'b1;

  assign s_axis_tready = m_axis_tready || !m_axis_tvalid;

  always_ff @(posedge clk) begin
    if (!rst_n) m_axis_tvalid <= 1'b0;
    else if (s_axis_tready) m_axis_tvalid <= s_axis_tvalid;
  end

  always_ff @(posedge clk) begin
    if (s_axis_tready) m_axis_tlast <= s_axis_tlast;
  end

  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    logic signed [InBits-1:0] word;

    assign word = s_axis_tdata[i*InBits+:InBits];

    always_ff @(posedge clk) begin
      if (s_axis_tready) begin
        m_axis_tdata[i*Bits+:Bits] <= Bits'((word > MOST) ? MOST : (word < LEAST) ? LEAST : word);
      end
    end
  end

endmodule

`default_nettype wire
