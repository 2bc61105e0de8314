// SPDX-License-Identifier: Apache-2.0

// Difference of each beat and the one before, with a fault: the one before is taken in each clock in
// which the input is ready, whether it is valid or not. Only a payload that changes while nothing
// is valid can show that.

`default_nettype none

module idle_tap (
    input  wire         clk,
    input  wire         rst_n,
    input  wire  [11:0] s_axis_tdata,
    input  wire         s_axis_tlast,
    input  wire         s_axis_tvalid,
    output logic        s_axis_tready,
    output logic [11:0] m_axis_tdata,
    output logic        m_axis_tlast,
    output logic        m_axis_tvalid,
    input  wire         m_axis_tready
);

  logic [11:0] before_q;

  assign s_axis_tready = !m_axis_tvalid || m_axis_tready;

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      m_axis_tvalid <= 1'b0;
      before_q      <= '0;
    end else if (s_axis_tready) begin
      m_axis_tvalid <= s_axis_tvalid;
      m_axis_tdata  <= s_axis_tdata - before_q;
      m_axis_tlast  <= s_axis_tlast;
      before_q      <= s_axis_tvalid && s_axis_tlast ? '0 : s_axis_tdata;
    end
  end

endmodule

`default_nettype wire
