// Three beats out for each beat in; a stream without tlast.
module repeat3 (
    input  wire        clk,
    input  wire        rst_n,
    input  wire [15:0] s_axis_tdata,
    input  wire        s_axis_tvalid,
    output wire        s_axis_tready,
    output wire [15:0] m_axis_tdata,
    output wire        m_axis_tvalid,
    input  wire        m_axis_tready
);
  reg [15:0] word;
  reg [1:0] left;
  reg awake;
  assign s_axis_tready = awake && left == 0;
  assign m_axis_tvalid = left != 0;
  assign m_axis_tdata = word;
  always @(posedge clk) begin
    awake <= rst_n;
    if (!rst_n) left <= 0;
    else if (s_axis_tvalid && s_axis_tready) begin
      word <= s_axis_tdata;
      left <= 3;
    end else if (m_axis_tvalid && m_axis_tready) left <= left - 1;
  end
endmodule
