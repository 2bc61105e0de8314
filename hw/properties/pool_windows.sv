// SPDX-License-Identifier: Apache-2.0
// What holds of pool_windows: window i of a strip begins with column i*stride_w and ends with
// column
// i*stride_w + kernel_w - 1, in slot i mod OpenWindows, and no slot is taken while it is in use.

`default_nettype none

`include "properties.svh"

module pool_windows_properties #(
    parameter  int Depth       = 48,
    parameter  int OpenWindows = 3,
    localparam int ROW_WIDTH   = (Depth > 1) ? $clog2(Depth) : 1
) (
    input wire                   clk,
    input wire                   start,
    input wire [           15:0] kernel_w,
    input wire [           15:0] stride_w,
    input wire [           15:0] columns,
    input wire [           15:0] rows,
    input wire [           15:0] rows_last,
    input wire [           23:0] strips,
    input wire                   step,
    input wire [  ROW_WIDTH-1:0] row,
    input wire [OpenWindows-1:0] begins,
    input wire [OpenWindows-1:0] ends,
    // inside
    input wire [           15:0] kernel_w_q,
    input wire [           15:0] stride_w_q,
    input wire [           15:0] columns_q,
    input wire [  ROW_WIDTH-1:0] bottom_q,
    input wire [  ROW_WIDTH-1:0] bottom_last_q,
    input wire [           15:0] columns_left_q,
    input wire [           15:0] until_begin_q,
    input wire [           15:0] until_end_q,
    input wire [           23:0] strips_left_q,
    input wire [OpenWindows-1:0] begin_slot_q,
    input wire [OpenWindows-1:0] end_slot_q
);

  logic working;  // a packet has begun
  logic [15:0] kernel, stride, width, bottom, bottom_last;  // of the packet
  logic [15:0] column, place;  // of the beat in turn, in its strip and in its column
  logic [23:0] strips_done, strips_first;
  logic [16:0] next_begin, next_end;  // columns
  logic [7:0] begin_slot, end_slot;  // by number
  logic [7:0] open;  // windows in use
  logic beginning, ending, column_ends, strip_ends;
  wire checked = working;

  initial working = 1'b0;

  `SETTLED(clk)

  logic legal;
  assign legal =
      kernel_w != 0 && stride_w != 0 && columns >= kernel_w && rows != 0 && 32'(rows) <= Depth &&
      rows_last != 0 && 32'(rows_last) <= Depth && 32'(kernel_w) <= OpenWindows * 32'(stride_w);

  assign beginning = {1'b0, column} == next_begin;
  assign ending = {1'b0, column} == next_end;
  assign column_ends = place + 16'd1 == (strips_done < strips_first ? bottom : bottom_last);
  assign strip_ends = column_ends && column + 16'd1 == width;

  always @(posedge clk) begin
    if (start) begin
      working      <= legal && settled;
      kernel       <= kernel_w;
      stride       <= stride_w;
      width        <= columns;
      bottom       <= rows;
      bottom_last  <= rows_last;
      strips_first <= strips;
      strips_done  <= '0;
    end else if (step && strip_ends && strips_done < strips_first)
      strips_done <= strips_done + 24'd1;
    if (start) place <= '0;
    else if (step) place <= column_ends ? '0 : place + 16'd1;
    if (start || (step && strip_ends)) begin
      column     <= '0;
      next_begin <= '0;
      next_end   <= {1'b0, start ? kernel_w : kernel} - 17'd1;
      begin_slot <= '0;
      end_slot   <= '0;
      open       <= '0;
    end else if (step && column_ends) begin
      column <= column + 16'd1;
      open   <= open + 8'(beginning) - 8'(ending);
      if (beginning) begin
        next_begin <= next_begin + {1'b0, stride};
        begin_slot <= 32'(begin_slot) == OpenWindows - 1 ? '0 : begin_slot + 8'd1;
      end
      if (ending) begin
        next_end <= next_end + {1'b0, stride};
        end_slot <= 32'(end_slot) == OpenWindows - 1 ? '0 : end_slot + 8'd1;
      end
    end
  end

  // How the registers stand to what is counted here.
  logic sizes_stay_holds;
  assign sizes_stay_holds =
      kernel != 0 && stride != 0 && width >= kernel && bottom != 0 && 32'(bottom) <= Depth &&
      bottom_last != 0 && 32'(bottom_last) <= Depth && 32'(kernel) <= OpenWindows * 32'(stride);
  `ASSERT(sizes_stay, working, sizes_stay_holds, "")
  logic sizes_kept_holds;
  assign sizes_kept_holds =
      kernel_w_q == kernel && stride_w_q == stride && columns_q == width && 32'(bottom_q) + 1 ==
      32'(bottom) && 32'(bottom_last_q) + 1 == 32'(bottom_last);
  `ASSERT(sizes_kept, working, sizes_kept_holds, "sizes")
  `ASSERT(column_as_counted, working, columns_left_q == width - 16'd1 - column && column < width,
          "the column")
  logic begin_as_counted_holds;
  assign begin_as_counted_holds =
      until_begin_q == 16'(next_begin - {1'b0, column}) && next_begin >= {1'b0, column} &&
      next_begin - {1'b0, column} <= 17'(stride);
  `ASSERT(begin_as_counted, working, begin_as_counted_holds, "the next begin")
  logic end_as_counted_holds;
  assign end_as_counted_holds =
      until_end_q == 16'(next_end - {1'b0, column}) && next_end >= {1'b0, column} &&
      next_end - {1'b0, column} <= 17'h0FFFF;
  `ASSERT(end_as_counted, working, end_as_counted_holds, "the next end")
  `ASSERT(strips_as_counted, working,
          strips_left_q == strips_first - strips_done && strips_done <= strips_first, "strips")
  logic slots_as_counted_holds;
  assign slots_as_counted_holds = begin_slot_q == OpenWindows'(1) << begin_slot && end_slot_q ==
      OpenWindows'(1) << end_slot && 32'(begin_slot) < OpenWindows && 32'(end_slot) < OpenWindows;
  `ASSERT(slots_as_counted, working, slots_as_counted_holds, "slots")
  `ASSERT(one_stride_apart, working,
          32'(next_begin) + 32'(kernel) - 32'd1 == 32'(next_end) + 32'(open) * 32'(stride),
          "windows that are open")
  logic slots_by_turns_holds;
  assign slots_by_turns_holds = 32'(begin_slot) == (32'(end_slot) + 32'(open) >= OpenWindows ?
      32'(end_slot) + 32'(open) - OpenWindows : 32'(end_slot) + 32'(open));
  `ASSERT(slots_by_turns, working, slots_by_turns_holds, "slots")

  `ASSERT(place_in_column, working, place < (strips_done < strips_first ? bottom : bottom_last), "")
  `ASSERT(row_of_beat, working, 16'(row) == place && 32'(place) < Depth, "the place in the column")
  `ASSERT(begins_in_turn, working,
          begins == (beginning ? OpenWindows'(1) << begin_slot : OpenWindows'(0)),
          "a window begins with another column, or in another slot")
  `ASSERT(ends_in_turn, working, ends == (ending ? OpenWindows'(1) << end_slot : OpenWindows'(0)),
          "a window ends with another column, or in another slot")
  `ASSERT(slot_is_free, working,
          32'(open) <= OpenWindows && (!beginning || 32'(open) < OpenWindows),
          "a window takes a slot that is in use")

  `COVER(all_open, working && 32'(open) == OpenWindows)
  `COVER(second_strip, working && strips_done == 1 && beginning && ending)

endmodule

`ifdef FORMAL
bind pool_windows pool_windows_properties #(
    .Depth      (Depth),
    .OpenWindows(OpenWindows)
) u_properties (.*);
`endif

`default_nettype wire
