// SPDX-License-Identifier: Apache-2.0
// The horizontal half of pooling: what the open windows have gathered, for each beat of a column one
// row of a memory. A beat's row is read on its way into the first register and written on its way
// out of it; if the next beat has the same row, it takes what is written instead of reading.
// The bias is in a window from its first column on, so nothing is added behind the comparison.
// Latency: two registers, which `move` enables.

`default_nettype none

module pool_sums #(
    parameter  int Lanes       = 14,
    parameter  int VWidth      = 11,
    parameter  int Depth       = 48,                              // beats of a column at most
    parameter  int OpenWindows = 3,
    parameter  int AccWidth    = 24,
    localparam int ROW_WIDTH   = (Depth > 1) ? $clog2(Depth) : 1
) (
    input  wire                       clk,
    input  wire  [               1:0] move,      // enables of the two registers
    input  wire                       in_valid,  // a beat waits in front of the first register
    input  wire                       valid,     // a beat is in it
    input  wire                       sum,       // else the greatest
    input  wire                       whole,     // a window counts if all of its words do
    input  wire  [     ROW_WIDTH-1:0] row,       // place of the beat in its column
    input  wire  [   OpenWindows-1:0] begins,    // one bit a slot
    input  wire  [   OpenWindows-1:0] ends,
    input  wire  [      AccWidth-1:0] bias,
    input  wire  [  Lanes*VWidth-1:0] v,         // signed
    input  wire  [         Lanes-1:0] counts,    // one bit a word
    output logic                      leaves,    // the beat in the first register ends a window
    output logic [Lanes*AccWidth-1:0] x,         // the window that ends, plus the bias
    output logic [         Lanes-1:0] marks      // one bit a word
);

  localparam int SLOT_WIDTH = AccWidth + 1;  // with the mark on top
  localparam int LANE_WIDTH = OpenWindows * SLOT_WIDTH;

  logic                        same;  // both beats have one row
  logic                        forward_q;
  logic                        sum_q;
  logic                        whole_q;
  logic [       ROW_WIDTH-1:0] row_q;
  logic [     OpenWindows-1:0] begins_q;
  logic [     OpenWindows-1:0] ends_q;
  logic [    Lanes*VWidth-1:0] v_q;
  logic [  Lanes*AccWidth-1:0] biased;  // v plus the bias
  logic [  Lanes*AccWidth-1:0] biased_q;
  logic [           Lanes-1:0] counts_q;
  logic [Lanes*LANE_WIDTH-1:0] stored;
  logic [Lanes*LANE_WIDTH-1:0] carry_q;  // what was written to the row of the next beat
  logic [Lanes*LANE_WIDTH-1:0] gathered;
  logic [Lanes*LANE_WIDTH-1:0] gathered_d;

  assign same     = valid && row == row_q;
  assign gathered = forward_q ? carry_q : stored;
  assign leaves   = |ends_q;

  ram #(
      .Width(Lanes * LANE_WIDTH),
      .Depth(Depth)
  ) u_ram (
      .clk,
      .write        (valid && move[0]),
      .write_address(row_q),
      .write_data   (gathered_d),
      .read         (in_valid && move[0] && !same),
      .read_address (row),
      .read_data    (stored)
  );

  always_ff @(posedge clk) begin
    if (move[0]) begin
      forward_q <= same;
      sum_q     <= sum;
      whole_q   <= whole;
      row_q     <= row;
      begins_q  <= begins;
      ends_q    <= ends;
      biased_q  <= biased;
      v_q       <= v;
      counts_q  <= counts;
    end
    if (move[0] && same) carry_q <= gathered_d;
  end

  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    logic [            AccWidth-1:0] first;  // what a window begins with
    logic [            AccWidth-1:0] word;  // what it goes on with
    logic                            count;
    logic [OpenWindows*AccWidth-1:0] ending;  // 0 but in the slot whose window ends
    logic [         OpenWindows-1:0] ending_mark;
    logic [            AccWidth-1:0] window;
    logic [            AccWidth-1:0] x_q;
    logic                            mark_q;

    assign biased[l*AccWidth+:AccWidth] = AccWidth'($signed(v[l*VWidth+:VWidth])) + bias;

    assign first                        = biased_q[l*AccWidth+:AccWidth];
    assign word                         = sum_q ? AccWidth'($signed(v_q[l*VWidth+:VWidth])) : first;
    assign count                        = counts_q[l];

    for (genvar s = 0; s < OpenWindows; s++) begin : gen_slot
      localparam int AT = l * LANE_WIDTH + s * SLOT_WIDTH;

      logic [AccWidth-1:0] grown;
      logic                grown_mark;
      logic [AccWidth-1:0] value;
      logic                mark;

      pool_pair #(
          .Width(AccWidth)
      ) u_pair (
          .sum(sum_q),
          .a  (gathered[AT+:AccWidth]),
          .b  (word),
          .y  (grown)
      );

      assign grown_mark = whole_q ? gathered[AT+AccWidth] && count : gathered[AT+AccWidth] || count;
      assign value = begins_q[s] ? first : grown;
      assign mark = begins_q[s] ? count : grown_mark;

      assign gathered_d[AT+:SLOT_WIDTH] = {mark, value};
      assign ending[s*AccWidth+:AccWidth] = ends_q[s] ? value : '0;
      assign ending_mark[s] = ends_q[s] && mark;
    end

    always_comb begin
      window = '0;
      for (int s = 0; s < OpenWindows; s++) begin
        window |= ending[s*AccWidth+:AccWidth];
      end
    end

    always_ff @(posedge clk) begin
      if (move[1]) begin
        x_q    <= window;
        mark_q <= |ending_mark;
      end
    end

    assign x[l*AccWidth+:AccWidth] = x_q;
    assign marks[l]                = mark_q;
  end

endmodule

`default_nettype wire
