// Register slice for one stream, the smallest design that a bench can be run on.

`default_nettype none

module slice #(
    parameter int Width = 8,
    parameter int Add   = 0
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

  logic never_reset_q;  // its first value is the simulator's choice

`ifdef EXTRA
  localparam int Offset = Add + `EXTRA;
`else
  localparam int Offset = Add;
`endif

  assign s_axis_tready = m_axis_tready || !m_axis_tvalid;

  always_ff @(posedge clk) begin
    never_reset_q <= never_reset_q;
    if (!rst_n) m_axis_tvalid <= 1'b0;
    else if (s_axis_tready) m_axis_tvalid <= s_axis_tvalid;
  end

  always_ff @(posedge clk) begin
    if (s_axis_tready) m_axis_tdata <= s_axis_tdata + Width'(Offset);
  end

endmodule

`default_nettype wire
