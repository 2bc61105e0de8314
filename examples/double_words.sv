// SPDX-License-Identifier: Apache-2.0

// Doubles each signed word of a stream, in a register. Latency: one clock.

`default_nettype none

module double_words #(
    parameter int Lanes = 2,
    parameter int Bits  = 8   // of a word that comes; one more leave
) (
    input  wire                       clk,
    input  wire                       rst_n,
    input  wire  [    Lanes*Bits-1:0] s_axis_tdata,
    input  wire                       s_axis_tlast,
    input  wire                       s_axis_tvalid,
    output logic                      s_axis_tready,
    output logic [Lanes*(Bits+1)-1:0] m_axis_tdata,
    output logic                      m_axis_tlast,
    output logic                      m_axis_tvalid,
    input  wire                       m_axis_tready
);

  assign s_axis_tready = m_axis_tready || !m_axis_tvalid;

  always_ff @(posedge clk) begin
    if (!rst_n) m_axis_tvalid <= 1'b0;
    else if (s_axis_tready) m_axis_tvalid <= s_axis_tvalid;
  end

  always_ff @(posedge clk) begin
    if (s_axis_tready) m_axis_tlast <= s_axis_tlast;
  end

  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    always_ff @(posedge clk) begin
      if (s_axis_tready) begin
        m_axis_tdata[i*(Bits+1)+:Bits+1] <= {s_axis_tdata[i*Bits+:Bits], 1'b0};
      end
    end
  end

endmodule

`default_nettype wire
