// SPDX-License-Identifier: Apache-2.0
// What must hold of the narrowing: stream rules, and every byte of every beat once, in order, with its
// mark, in beats that are full but for the last one of each beat of words.

`default_nettype none

`include "properties.svh"

module axis_narrow_properties #(
    parameter int Words    = 14,
    parameter int OutBytes = Words
) (
    input wire                               clk,
    input wire                               rst_n,
    input wire                               wide,
    input wire [               Words*32-1:0] s_axis_tdata,
    input wire [                  Words-1:0] s_axis_tuser,
    input wire                               s_axis_tlast,
    input wire                               s_axis_tvalid,
    input wire                               s_axis_tready,
    input wire [             OutBytes*8-1:0] m_axis_tdata,
    input wire [               OutBytes-1:0] m_axis_tuser,
    input wire [               OutBytes-1:0] m_axis_tkeep,
    input wire                               m_axis_tlast,
    input wire                               m_axis_tvalid,
    input wire                               m_axis_tready,
    input wire [               Words*32-1:0] data_q,
    input wire [                Words*4-1:0] user_q,
    input wire [      $clog2(Words*4+1)-1:0] left_q,
    input wire                               last_q,
    input wire                               valid_q,
    input wire                               spare_valid,
    input wire [OutBytes*8+2*OutBytes+1-1:0] spare
);

  localparam int BYTES = Words * 4;
  localparam int PARTS = (BYTES + OutBytes - 1) / OutBytes;  // of a beat of wide words
  localparam int PLACES = PARTS + 2;  // parts that the design can hold: the register's, two more

  axis_rules #(
      .Width(Words * 33 + 2),
      .Input(1)
  ) u_s_axis (
      .clk,
      .rst_n,
      .valid  (s_axis_tvalid),
      .ready  (s_axis_tready),
      .last   (s_axis_tlast),
      .payload({wide, s_axis_tlast, s_axis_tuser, s_axis_tdata})
  );

  axis_rules #(
      .Width(OutBytes * 10 + 1)
  ) u_m_axis (
      .clk,
      .rst_n,
      .valid  (m_axis_tvalid),
      .ready  (m_axis_tready),
      .last   (m_axis_tlast),
      .payload({m_axis_tlast, m_axis_tkeep, m_axis_tuser, m_axis_tdata})
  );

  logic enters, leaves;
  logic [31:0] bytes;  // of the beat that is offered
  logic [31:0] parts;
  logic [31:0] count_q;  // parts that came and did not leave
  logic [31:0] quiet_q;  // clocks in which no beat was offered and a part could leave, in a row

  assign enters = s_axis_tvalid && s_axis_tready;
  assign leaves = m_axis_tvalid && m_axis_tready;
  assign bytes  = wide ? BYTES : Words;
  assign parts  = (bytes + OutBytes - 1) / OutBytes;

  always @(posedge clk) begin
    if (!rst_n) count_q <= '0;
    else count_q <= count_q + (enters ? parts : 0) - 32'(leaves);
    if (!rst_n || s_axis_tvalid || !m_axis_tready) quiet_q <= '0;
    else if (quiet_q <= PLACES) quiet_q <= quiet_q + 1;
  end

  `SINCE_RESET(clk, rst_n)

  `ASSERT(fits, 1'b1, count_q <= PLACES, "more parts came than the design can hold")
  `ASSERT(none_made, leaves, count_q != 0, "a part leaves that never came")
  `ASSERT(quiet_counted, 1'b1, quiet_q <= PLACES + 1, "")
  `ASSERT(drains, quiet_q != 0 && count_q != 0, count_q + quiet_q <= PLACES + 1,
          "a part does not leave in time")
  `ASSERT(kept, m_axis_tvalid, m_axis_tkeep[0] && (m_axis_tkeep & (m_axis_tkeep + 1'b1)) == 0,
          "the bytes of a part are not the lowest ones")
  `ASSERT(takes_when_empty, !in_reset_q && count_q == 0, s_axis_tready, "it is empty but closed")

  `COVER(wide_leaves, leaves && count_q == 1 && m_axis_tlast)

`ifdef FORMAL
  // Any beat of words: each of its parts, where it is and as it leaves.
  (* keep *)logic               pick;  // driven by nothing: the prover chooses
  logic               picked_q;
  logic [BYTES*8-1:0] data;  // the beat
  logic [  BYTES-1:0] user;
  logic [31:0] size, pieces, gone, ahead;  // bytes, parts, parts that left, parts before
  logic last;
  logic [31:0] held, remaining;
  logic [BYTES-1:0] each;

  for (genvar b = 0; b < BYTES; b++) begin : gen_byte
    assign each[b] = wide ? s_axis_tuser[b/4] : (b < Words && s_axis_tuser[b%Words]);
  end

  always @(posedge clk) begin
    if (!rst_n) picked_q <= 1'b0;
    else if (!picked_q) begin
      if (enters && pick) begin
        picked_q <= 1'b1;
        data     <= s_axis_tdata;
        user     <= each;
        size     <= bytes;
        pieces   <= parts;
        last     <= s_axis_tlast;
        gone     <= '0;
        ahead    <= count_q - 32'(leaves);
      end
    end else if (leaves) begin
      if (ahead != 0) ahead <= ahead - 1;
      else begin
        gone <= gone + 1;
        if (gone + 1 == pieces) picked_q <= 1'b0;
      end
    end
  end

  assign held      = 32'(m_axis_tvalid) + 32'(spare_valid);
  assign remaining = valid_q ? (32'(left_q) + OutBytes - 1) / OutBytes : 0;

  `ASSERT(held_counted, 1'b1, count_q == held + remaining, "")
  wire [OutBytes-1:0] spare_keep = spare[OutBytes*9+:OutBytes];
  `ASSERT(spare_kept, spare_valid, spare_keep[0] && (spare_keep & (spare_keep + 1'b1)) == 0, "")
  `ASSERT(spare_behind, spare_valid, m_axis_tvalid, "")
  `ASSERT(left, valid_q, left_q != 0 && 32'(left_q) <= BYTES, "")
  `ASSERT(picked_behind, picked_q, ahead < count_q && ahead + pieces - gone <= count_q, "")
  `ASSERT(picked_size, picked_q, size >= Words && size <= BYTES, "")
  `ASSERT(picked_pieces, picked_q, gone < pieces && pieces == (size + OutBytes - 1) / OutBytes, "")

  // The parts that are inside, the next to leave first.
  for (genvar p = 0; p < PLACES; p++) begin : gen_place
    logic [OutBytes*8-1:0] here;
    logic [OutBytes-1:0] marks, keeps;
    logic ends;
    logic [31:0] part, of_register;

    assign of_register = p - held;
    assign part        = gone + p - ahead;  // of the beat that was picked

    always_comb begin
      if (p < held) begin
        {ends, keeps, marks, here} = p == 0 ?
            {m_axis_tlast, m_axis_tkeep, m_axis_tuser, m_axis_tdata} : spare;
      end else begin
        here  = (OutBytes * 8)'(data_q >> of_register * OutBytes * 8);
        marks = OutBytes'(user_q >> of_register * OutBytes);
        ends  = last_q && of_register + 1 == remaining;
        keeps = '0;
        for (int b = 0; b < OutBytes; b++) keeps[b] = of_register * OutBytes + b < 32'(left_q);
      end
    end

    for (genvar b = 0; b < OutBytes; b++) begin : gen_byte
      `ASSERT(byte_held, picked_q && p >= ahead && p < count_q && part < pieces,
              keeps[b] == (part * OutBytes + b < size) && (!keeps[b] ||
              (here[b*8+:8] == 8'(data >> (part * OutBytes + b) * 8) &&
               marks[b] == 1'(user >> (part * OutBytes + b)))),
              "")
    end
    `ASSERT(end_held, picked_q && p >= ahead && p < count_q && part < pieces,
            ends == (last && part + 1 == pieces), "")
  end
`else
  `UNUSED({data_q, user_q, left_q, last_q, valid_q, spare_valid, spare})
`endif

endmodule

`ifndef __ICARUS__
bind axis_narrow axis_narrow_properties #(
    .Words   (Words),
    .OutBytes(OutBytes)
) u_properties (
    .*,
    .spare_valid(u_skid.spare_valid_q),
    .spare      (u_skid.spare_q)
);
`endif

`default_nettype wire
