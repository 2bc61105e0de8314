// 512 bits with a tkeep for each byte and a tuser; null bytes come out undefined.
module invert_bytes (
    input              aclk,
    input              arst,
    input      [511:0] s_tdata,
    input      [ 63:0] s_tkeep,
    input      [  2:0] s_tuser,
    input              s_tlast,
    input              s_tvalid,
    output             s_tready,
    output reg [511:0] m_tdata,
    output reg [ 63:0] m_tkeep,
    output reg [  2:0] m_tuser,
    output reg         m_tlast,
    output reg         m_tvalid,
    input              m_tready
);
  integer i;
  reg awake;
  assign s_tready = awake & (!m_tvalid | m_tready);
  always @(posedge aclk or posedge arst)
    if (arst) begin
      awake <= 0;
      m_tvalid <= 0;
    end else begin
      awake <= 1;
      if (s_tvalid & s_tready) begin
        m_tvalid <= 1;
        for (i = 0; i < 64; i = i + 1)
          m_tdata[i*8 +: 8] <= s_tkeep[i] ? ~s_tdata[i*8 +: 8] : 8'hxx;
        m_tkeep <= s_tkeep;
        m_tuser <= s_tuser + 3'd1;
        m_tlast <= s_tlast;
      end else if (m_tready) m_tvalid <= 0;
    end
endmodule
