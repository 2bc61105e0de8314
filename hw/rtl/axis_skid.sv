// SPDX-License-Identifier: Apache-2.0
// Register slice for one AXI-Stream: full throughput, latency of one clock.
// Both tready and tvalid come from registers, so no path leads through it in either direction.

`default_nettype none

module axis_skid #(
    parameter int Width = 8  // bits of payload: data and side band together
) (
    input  wire              clk,
    input  wire              rst_n,
    input  wire  [Width-1:0] s_axis_tdata,
    input  wire              s_axis_tvalid,
    output logic             s_axis_tready,
    output logic [Width-1:0] m_axis_tdata,
    output logic             m_axis_tvalid,
    input  wire              m_axis_tready
);

  logic             open_q;  // the spare register is empty and reset is over
  logic             spare_valid_q;
  logic [Width-1:0] spare_q;
  logic             valid_q;
  logic [Width-1:0] data_q;
  logic             take;
  logic             advance;

  assign s_axis_tready = open_q;
  assign m_axis_tvalid = valid_q;
  assign m_axis_tdata  = data_q;
  assign take          = s_axis_tvalid && open_q;
  assign advance       = m_axis_tready || !valid_q;

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      open_q        <= 1'b0;
      spare_valid_q <= 1'b0;
      valid_q       <= 1'b0;
    end else if (advance) begin
      open_q        <= 1'b1;
      spare_valid_q <= 1'b0;
      valid_q       <= spare_valid_q || take;
    end else if (take) begin
      open_q        <= 1'b0;
      spare_valid_q <= 1'b1;
    end else begin
      open_q <= !spare_valid_q;
    end
  end

  always_ff @(posedge clk) begin
    if (advance) data_q <= spare_valid_q ? spare_q : s_axis_tdata;
    if (take) spare_q <= s_axis_tdata;
  end

endmodule

`default_nettype wire
