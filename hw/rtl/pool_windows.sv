// SPDX-License-Identifier: Apache-2.0
// Tells of each beat of a stream of strips which windows begin and end with its column. Windows
// take the slots by turns; kernel_w <= OpenWindows*stride_w, so a slot is free when its turn comes.
// All outputs come from registers; `step` goes on to the next beat, `start` to a first one.

`default_nettype none

module pool_windows #(
    parameter  int Depth       = 48,                              // beats of a column at most
    parameter  int OpenWindows = 3,
    localparam int ROW_WIDTH   = (Depth > 1) ? $clog2(Depth) : 1
) (
    input  wire                    clk,
    input  wire                    start,      // the next beat is the first one of a packet
    input  wire  [           15:0] kernel_w,   // these belong to `start`
    input  wire  [           15:0] stride_w,
    input  wire  [           15:0] columns,    // of a strip
    input  wire  [           15:0] rows,       // beats of a column in the first strips
    input  wire  [           15:0] rows_last,  // and in the others
    input  wire  [           23:0] strips,     // how many are the first
    input  wire                    step,
    output logic [  ROW_WIDTH-1:0] row,        // place of the beat in its column
    output logic [OpenWindows-1:0] begins,     // one bit a slot
    output logic [OpenWindows-1:0] ends
);

  logic [           15:0] kernel_w_q;
  logic [           15:0] stride_w_q;
  logic [           15:0] columns_q;
  logic [  ROW_WIDTH-1:0] bottom_q;  // last place of a column
  logic [  ROW_WIDTH-1:0] bottom_last_q;
  logic [           23:0] strips_left_q;  // of the first ones, this one included
  logic [  ROW_WIDTH-1:0] row_q;
  logic [           15:0] columns_left_q;  // behind this one
  logic [           15:0] until_begin_q;  // columns
  logic [           15:0] until_end_q;
  logic [OpenWindows-1:0] begin_slot_q;  // that a window takes next
  logic [OpenWindows-1:0] end_slot_q;  // that one leaves next
  logic                   begins_now;
  logic                   ends_now;
  logic                   first_strips;
  logic                   row_last;
  logic                   column_done;
  logic                   strip_done;

  assign begins_now   = until_begin_q == '0;
  assign ends_now     = until_end_q == '0;
  assign first_strips = strips_left_q != '0;
  assign row_last     = row_q == (first_strips ? bottom_q : bottom_last_q);
  assign column_done  = step && row_last;
  assign strip_done   = column_done && columns_left_q == '0;

  assign row          = row_q;
  assign begins       = begins_now ? begin_slot_q : '0;
  assign ends         = ends_now ? end_slot_q : '0;

  function automatic logic [OpenWindows-1:0] next_slot(input logic [OpenWindows-1:0] slot);
    return (slot << 1) | OpenWindows'(slot[OpenWindows-1]);
  endfunction

  always_ff @(posedge clk) begin
    if (start) begin
      kernel_w_q    <= kernel_w;
      stride_w_q    <= stride_w;
      columns_q     <= columns;
      bottom_q      <= ROW_WIDTH'(rows - 16'd1);
      bottom_last_q <= ROW_WIDTH'(rows_last - 16'd1);
    end
  end

  always_ff @(posedge clk) begin
    if (start) row_q <= '0;
    else if (step) row_q <= row_last ? '0 : row_q + 1'b1;
  end

  always_ff @(posedge clk) begin
    if (start) strips_left_q <= strips;
    else if (strip_done && first_strips) strips_left_q <= strips_left_q - 24'd1;
  end

  always_ff @(posedge clk) begin
    if (start || strip_done) begin
      columns_left_q <= (start ? columns : columns_q) - 16'd1;
      until_begin_q  <= '0;
      until_end_q    <= (start ? kernel_w : kernel_w_q) - 16'd1;
      begin_slot_q   <= OpenWindows'(1);
      end_slot_q     <= OpenWindows'(1);
    end else if (column_done) begin
      columns_left_q <= columns_left_q - 16'd1;
      until_begin_q  <= (begins_now ? stride_w_q : until_begin_q) - 16'd1;
      until_end_q    <= (ends_now ? stride_w_q : until_end_q) - 16'd1;
      if (begins_now) begin_slot_q <= next_slot(begin_slot_q);
      if (ends_now) end_slot_q <= next_slot(end_slot_q);
    end
  end

endmodule

`default_nettype wire
