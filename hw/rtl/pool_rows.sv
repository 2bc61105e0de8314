// SPDX-License-Identifier: Apache-2.0
// The vertical half of pooling: out row i of a channel is the sum or the greatest of its words
// i*stride_h .. i*stride_h+kernel_h-1. Runs of 1, 2, 4, .. words are made from each other; those
// that the bits of kernel_h ask for make up the window that begins at each word.
// Latency: two registers, which `move` enables; the configuration comes with the words.

`default_nettype none

module pool_rows #(
    parameter  int Rows    = 7,
    localparam int LEVELS  = $clog2(Rows + 1),  // bits of a number of rows
    localparam int Y_WIDTH = 8 + $clog2(Rows)
) (
    input wire clk,
    input wire [1:0] move,  // enables of the two registers, the first in bit 0
    input wire sum,  // else the greatest
    input wire whole,  // a window counts if all of its words do, else if any
    input wire [LEVELS-1:0] kernel_h,
    input wire [LEVELS-1:0] stride_h,  // only its lowest bits matter: see rows_out
    input wire [LEVELS-1:0] rows_out,  // 1 if stride_h has more bits
    input wire [Rows*8-1:0] x,  // signed words
    input wire [Rows-1:0] counts,  // one bit a word
    output logic [Rows*Y_WIDTH-1:0] y,
    output logic [Rows-1:0] marks  // the row exists, and its window counts
);

  localparam int SPLIT = (LEVELS > 1) ? LEVELS / 2 : 1;  // levels in front of the first register
  localparam int WIDTH = Rows * Y_WIDTH;

  logic [  WIDTH-1:0] words;  // those that do not count replaced by what changes nothing
  logic [  WIDTH-1:0] run_q;
  logic [  WIDTH-1:0] part_q;
  logic [   Rows-1:0] run_marks_q;
  logic [   Rows-1:0] part_marks_q;
  logic               sum_q;
  logic               whole_q;
  logic [ LEVELS-1:0] kernel_h_q;
  logic [ LEVELS-1:0] stride_h_q;
  logic [ LEVELS-1:0] rows_out_q;
  logic [  WIDTH-1:0] windows;  // by the word that they begin with
  logic [   Rows-1:0] window_marks;
  logic [  WIDTH-1:0] y_d;
  logic [   Rows-1:0] marks_d;
  logic [Y_WIDTH-1:0] nothing;  // changes no window

  assign nothing = sum ? '0 : -Y_WIDTH'(128);

  for (genvar r = 0; r < Rows; r++) begin : gen_word
    assign words[r*Y_WIDTH+:Y_WIDTH] = counts[r] ? Y_WIDTH'($signed(x[r*8+:8])) : nothing;
  end

  // Level b: from runs of 2**b words to twice that, and from the part of the window that the bits
  // of kernel_h below b ask for to that with bit b.
  for (genvar b = 0; b < LEVELS; b++) begin : gen_level
    localparam int LENGTH = 1 << b;

    logic [WIDTH-1:0] run_in;
    logic [WIDTH-1:0] part_in;
    logic [ Rows-1:0] run_marks_in;
    logic [ Rows-1:0] part_marks_in;
    logic             sum_in;
    logic             whole_in;
    logic             longer_window;  // bit b of kernel_h
    logic [WIDTH-1:0] run;
    logic [WIDTH-1:0] part;
    logic [ Rows-1:0] run_marks;
    logic [ Rows-1:0] part_marks;

    if (b == 0) begin : gen_first
      assign run_in        = words;
      assign run_marks_in  = counts;
      assign part_in       = {Rows{nothing}};
      assign part_marks_in = {Rows{whole}};
    end else if (b == SPLIT) begin : gen_registered
      assign run_in        = run_q;
      assign run_marks_in  = run_marks_q;
      assign part_in       = part_q;
      assign part_marks_in = part_marks_q;
    end else begin : gen_next
      assign run_in        = gen_level[b-1].run;
      assign run_marks_in  = gen_level[b-1].run_marks;
      assign part_in       = gen_level[b-1].part;
      assign part_marks_in = gen_level[b-1].part_marks;
    end

    assign sum_in        = (b < SPLIT) ? sum : sum_q;
    assign whole_in      = (b < SPLIT) ? whole : whole_q;
    assign longer_window = (b < SPLIT) ? kernel_h[b] : kernel_h_q[b];

    for (genvar s = 0; s < Rows; s++) begin : gen_start
      if (s + LENGTH > Rows) begin : gen_short  // a window of so many words does not begin here
        assign part[s*Y_WIDTH+:Y_WIDTH] = part_in[s*Y_WIDTH+:Y_WIDTH];
        assign part_marks[s]            = part_marks_in[s];
      end else begin : gen_part
        logic [Y_WIDTH-1:0] longer;
        logic               longer_mark;

        if (b > 0 && s + LENGTH < Rows) begin : gen_longer
          pool_pair #(
              .Width(Y_WIDTH)
          ) u_pair (
              .sum(sum_in),
              .a  (run_in[s*Y_WIDTH+:Y_WIDTH]),
              .b  (part_in[(s+LENGTH)*Y_WIDTH+:Y_WIDTH]),
              .y  (longer)
          );
          assign longer_mark = whole_in ? run_marks_in[s] && part_marks_in[s+LENGTH] :
                                          run_marks_in[s] || part_marks_in[s+LENGTH];
        end else begin : gen_alone
          assign longer      = run_in[s*Y_WIDTH+:Y_WIDTH];
          assign longer_mark = run_marks_in[s];
        end

        assign part[s*Y_WIDTH+:Y_WIDTH] = longer_window ? longer : part_in[s*Y_WIDTH+:Y_WIDTH];
        assign part_marks[s]            = longer_window ? longer_mark : part_marks_in[s];
      end

      if (s + 2 * LENGTH <= Rows) begin : gen_run
        pool_pair #(
            .Width(Y_WIDTH)
        ) u_pair (
            .sum(sum_in),
            .a  (run_in[s*Y_WIDTH+:Y_WIDTH]),
            .b  (run_in[(s+LENGTH)*Y_WIDTH+:Y_WIDTH]),
            .y  (run[s*Y_WIDTH+:Y_WIDTH])
        );
        assign run_marks[s] = whole_in ? run_marks_in[s] && run_marks_in[s+LENGTH] :
                                         run_marks_in[s] || run_marks_in[s+LENGTH];
      end else begin : gen_no_run
        assign run[s*Y_WIDTH+:Y_WIDTH] = '0;
        assign run_marks[s]            = 1'b0;
      end
    end

    logic unused;
    assign unused = ^{sum_in, whole_in, run_in, run_marks_in, run, run_marks};
  end

  if (SPLIT == LEVELS) begin : gen_no_rest
    assign windows      = part_q;
    assign window_marks = part_marks_q;
  end else begin : gen_rest
    assign windows      = gen_level[LEVELS-1].part;
    assign window_marks = gen_level[LEVELS-1].part_marks;
  end

  // Out row i is the window that begins with word i*stride_h.
  for (genvar i = 0; i < Rows; i++) begin : gen_row
    logic mark;

    if (i == 0) begin : gen_first
      assign y_d[0+:Y_WIDTH] = windows[0+:Y_WIDTH];
      assign mark            = window_marks[0];
    end else begin : gen_strided
      localparam int STRIDES = (Rows - 1) / i;  // that keep the row inside

      logic [Y_WIDTH-1:0] chosen;

      always_comb begin
        chosen = '0;
        mark   = 1'b0;
        for (int stride = 1; stride <= STRIDES; stride++) begin
          chosen |= (stride_h_q == LEVELS'(stride)) ? windows[stride*i*Y_WIDTH+:Y_WIDTH] : '0;
          mark |= stride_h_q == LEVELS'(stride) && window_marks[stride*i];
        end
      end

      assign y_d[i*Y_WIDTH+:Y_WIDTH] = chosen;
    end
    assign marks_d[i] = mark && LEVELS'(i) < rows_out_q;
  end

  always_ff @(posedge clk) begin
    if (move[0]) begin
      run_q        <= gen_level[SPLIT-1].run;
      run_marks_q  <= gen_level[SPLIT-1].run_marks;
      part_q       <= gen_level[SPLIT-1].part;
      part_marks_q <= gen_level[SPLIT-1].part_marks;
      sum_q        <= sum;
      whole_q      <= whole;
      kernel_h_q   <= kernel_h;
      stride_h_q   <= stride_h;
      rows_out_q   <= rows_out;
    end
    if (move[1]) begin
      y     <= y_d;
      marks <= marks_d;
    end
  end

  // The first bits of kernel_h are used up; a single row needs nothing behind the first register.
  logic unused;
  assign unused = ^{kernel_h_q, run_q, run_marks_q, stride_h_q};

endmodule

`default_nettype wire
