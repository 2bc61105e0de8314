// SPDX-License-Identifier: Apache-2.0
// Cuts beats of words into beats of the output port, lowest bytes first; each beat of words begins a
// new one. The next beat of words is taken in the clock in which the last part of the one before
// leaves the register, so no clock is lost. Latency: two clocks to the first part.

`default_nettype none

module axis_narrow #(
    parameter int Words    = 14,    // of a beat
    parameter int OutBytes = Words  // of a beat of the port, 1..4*Words
) (
    input  wire                   clk,
    input  wire                   rst_n,
    input  wire                   wide,           // words of 32 bits; else of 8, in the lowest bits
    input  wire  [  Words*32-1:0] s_axis_tdata,
    input  wire  [     Words-1:0] s_axis_tuser,   // one bit a word: it counts
    input  wire                   s_axis_tlast,
    input  wire                   s_axis_tvalid,
    output logic                  s_axis_tready,
    output logic [OutBytes*8-1:0] m_axis_tdata,
    output logic [  OutBytes-1:0] m_axis_tuser,   // one bit a byte: of a word that counts
    output logic [  OutBytes-1:0] m_axis_tkeep,   // one bit a byte: of a word at all
    output logic                  m_axis_tlast,
    output logic                  m_axis_tvalid,
    input  wire                   m_axis_tready
);

  localparam int BYTES = Words * 4;
  localparam int COUNT_WIDTH = $clog2(BYTES + 1);
  localparam int PORT_WIDTH = OutBytes * 8 + 2 * OutBytes + 1;

  logic [    BYTES*8-1:0] data_q;  // what has not left, its first byte in the lowest bits
  logic [      BYTES-1:0] user_q;  // one bit a byte
  logic [COUNT_WIDTH-1:0] left_q;  // bytes that have not left
  logic                   last_q;
  logic                   valid_q;
  logic [    BYTES*8-1:0] data;
  logic [      BYTES-1:0] user;
  logic [   OutBytes-1:0] keep;
  logic                   part_last;
  logic                   part_leaves;
  logic                   skid_ready;

  initial begin
    if (Words < 1) $fatal(1, "Words is %0d: choose 1 or more", Words);
    if (OutBytes < 1 || OutBytes > BYTES)
      $fatal(1, "OutBytes is %0d: choose 1 to 4*Words, %0d", OutBytes, BYTES);
  end

  for (genvar i = 0; i < Words; i++) begin : gen_word
    assign user[i]      = wide ? s_axis_tuser[i/4] : s_axis_tuser[i];
    assign data[i*8+:8] = s_axis_tdata[i*8+:8];
  end
  for (genvar i = Words; i < BYTES; i++) begin : gen_wide_word
    assign user[i]      = wide && s_axis_tuser[i/4];
    assign data[i*8+:8] = wide ? s_axis_tdata[i*8+:8] : '0;
  end
  for (genvar b = 0; b < OutBytes; b++) begin : gen_byte
    assign keep[b] = COUNT_WIDTH'(b) < left_q;
  end

  assign part_last     = left_q <= COUNT_WIDTH'(OutBytes);
  assign part_leaves   = valid_q && skid_ready;
  assign s_axis_tready = !valid_q || (skid_ready && part_last);

  always_ff @(posedge clk) begin
    if (!rst_n) valid_q <= 1'b0;
    else if (s_axis_tready) valid_q <= s_axis_tvalid;
  end

  always_ff @(posedge clk) begin
    if (s_axis_tready) begin
      data_q <= data;
      user_q <= user;
      left_q <= wide ? COUNT_WIDTH'(BYTES) : COUNT_WIDTH'(Words);
      last_q <= s_axis_tlast;
    end else if (part_leaves) begin
      data_q <= data_q >> OutBytes * 8;
      user_q <= user_q >> OutBytes;
      left_q <= left_q - COUNT_WIDTH'(OutBytes);
    end
  end

  axis_skid #(
      .Width(PORT_WIDTH)
  ) u_skid (
      .clk,
      .rst_n,
      .s_axis_tdata ({last_q && part_last, keep, user_q[OutBytes-1:0], data_q[OutBytes*8-1:0]}),
      .s_axis_tvalid(valid_q),
      .s_axis_tready(skid_ready),
      .m_axis_tdata ({m_axis_tlast, m_axis_tkeep, m_axis_tuser, m_axis_tdata}),
      .m_axis_tvalid,
      .m_axis_tready
  );

endmodule

`default_nettype wire
