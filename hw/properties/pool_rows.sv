// SPDX-License-Identifier: Apache-2.0
// What holds of pool_rows: out row i is the sum or the greatest of the words i*stride_h ..
// i*stride_h + kernel_h - 1 that count, and counts if all of them do, or any. Word by word.

`default_nettype none

`include "properties.svh"

module pool_rows_properties #(
    parameter  int Rows    = 7,
    localparam int LEVELS  = $clog2(Rows + 1),
    localparam int Y_WIDTH = 8 + $clog2(Rows)
) (
    input wire                    clk,
    input wire [             1:0] move,
    input wire                    sum,
    input wire                    whole,
    input wire [      LEVELS-1:0] kernel_h,
    input wire [      LEVELS-1:0] stride_h,
    input wire [      LEVELS-1:0] rows_out,
    input wire [      Rows*8-1:0] x,
    input wire [        Rows-1:0] counts,
    input wire [Rows*Y_WIDTH-1:0] y,
    input wire [        Rows-1:0] marks,
    // inside, behind the first register
    input wire [Rows*Y_WIDTH-1:0] run_q,
    input wire [        Rows-1:0] run_marks_q,
    input wire [Rows*Y_WIDTH-1:0] part_q,
    input wire [        Rows-1:0] part_marks_q,
    input wire                    sum_q,
    input wire                    whole_q,
    input wire [      LEVELS-1:0] kernel_h_q,
    input wire [      LEVELS-1:0] stride_h_q,
    input wire [      LEVELS-1:0] rows_out_q
);

  // Simulations look at the first row alone: a bench compares them all.
`ifdef FORMAL
  localparam int WATCHED = Rows;
`else
  localparam int WATCHED = 1;
`endif

  localparam int SPLIT = (LEVELS > 1) ? LEVELS / 2 : 1;  // bits of kernel_h that are used up

  typedef struct packed {
    logic              sum;
    logic              whole;
    logic [LEVELS-1:0] kernel_h;
    logic [LEVELS-1:0] stride_h;
    logic [LEVELS-1:0] rows_out;
    logic [Rows*8-1:0] x;
    logic [Rows-1:0]   counts;
  } told_t;

  logic  [1:0] full_q;  // the register holds what came
  told_t       told_q;  // what came into the first register
  logic [WATCHED*Y_WIDTH-1:0] due, due_1_q;
  logic [WATCHED-1:0] due_marks, marks_1_q;
  wire checked = 1'b1;

  initial full_q = '0;

  logic legal;
  assign legal = kernel_h != 0 && stride_h != 0 && rows_out != 0 &&
      (32'(rows_out) - 1) * 32'(stride_h) + 32'(kernel_h) <= Rows;

  // The mark and the value of the window of so many rows that begins with a row.
  function automatic logic [Y_WIDTH:0] window(input told_t told, input int from, input int length);
    logic [Rows*8-1:0] x_told;
    logic [  Rows-1:0] counts_told;
    logic signed [Y_WIDTH-1:0] value, word;
    logic any, all;
    {x_told, counts_told} = {told.x, told.counts};
    value                 = told.sum ? '0 : -Y_WIDTH'(128);
    any                   = 1'b0;
    all                   = 1'b1;
    for (int r = 0; r < Rows; r++) begin
      if (r >= from && r < from + length) begin
        any  = any || counts_told[r];
        all  = all && counts_told[r];
        word = Y_WIDTH'($signed(x_told[r*8+:8]));
        if (counts_told[r]) begin
          if (told.sum) value = value + word;
          else if (word > value) value = word;
        end
      end
    end
    return {told.whole ? all : any, value};
  endfunction

  for (genvar i = 0; i < WATCHED; i++) begin : gen_due
    logic mark;
    assign {mark, due[i*Y_WIDTH+:Y_WIDTH]} = window(
        told_q, i * 32'(told_q.stride_h), 32'(told_q.kernel_h)
    );
    assign due_marks[i] = mark && i < 32'(told_q.rows_out);
  end

  always @(posedge clk) begin
    if (move[0]) begin
      full_q[0] <= legal;
      told_q    <= {sum, whole, kernel_h, stride_h, rows_out, x, counts};
    end
    if (move[1]) begin
      full_q[1] <= full_q[0];
      due_1_q   <= due;
      marks_1_q <= due_marks;
    end
  end

  for (genvar i = 0; i < WATCHED; i++) begin : gen_row
    `ASSERT(as_defined, full_q[1] && marks_1_q[i],
            y[i*Y_WIDTH+:Y_WIDTH] === due_1_q[i*Y_WIDTH+:Y_WIDTH],
            "another value than the window's")
    `ASSERT(marked, full_q[1], marks[i] === marks_1_q[i], "whether the window counts")
  end

`ifdef FORMAL
  `ASSUME(windows_fit, move[0], legal, "windows that reach beyond the last row")

  // What is between the registers: runs, and the parts of windows that the lowest bits of kernel_h
  // ask for. Those that reach beyond the last row are nobody's.
  logic [LEVELS-1:0] low;  // length of a part
  assign low = told_q.kernel_h & ((LEVELS'(1) << SPLIT) - LEVELS'(1));
  logic told_travels_holds;
  assign told_travels_holds =
      {sum_q, whole_q, kernel_h_q, stride_h_q, rows_out_q} ==
      {told_q.sum, told_q.whole, told_q.kernel_h, told_q.stride_h, told_q.rows_out};
  `ASSERT(told_travels, full_q[0], told_travels_holds, "")
  logic legal_stays_holds;
  assign legal_stays_holds =
      told_q.kernel_h != 0 && told_q.stride_h != 0 && told_q.rows_out != 0 &&
      (32'(told_q.rows_out) - 1) * 32'(told_q.stride_h) + 32'(told_q.kernel_h) <= Rows;
  `ASSERT(legal_stays, full_q[0], legal_stays_holds, "")
  for (genvar s = 0; s < Rows; s++) begin : gen_start
    if (s + (1 << SPLIT) <= Rows) begin : gen_run
      `ASSERT(run_as_defined, full_q[0], {run_marks_q[s], run_q[s*Y_WIDTH+:Y_WIDTH]} == window(
              told_q, s, 1 << SPLIT), "")
    end
    `ASSERT(part_as_defined, full_q[0] && s + 32'(low) <= Rows,
            {part_marks_q[s], part_q[s*Y_WIDTH+:Y_WIDTH]} == window(told_q, s, 32'(low)), "")
  end
`else
  logic unused;
  assign unused = ^{run_q, run_marks_q, part_q, part_marks_q, sum_q, whole_q, kernel_h_q,
                    stride_h_q, rows_out_q};
`endif

endmodule

`ifdef FORMAL
bind pool_rows pool_rows_properties #(.Rows(Rows)) u_properties (.*);
`endif

`default_nettype wire
