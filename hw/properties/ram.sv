// SPDX-License-Identifier: Apache-2.0
// What must hold of the memory: a row reads as it was written last, and what was read stays.

`default_nettype none

`include "properties.svh"

module ram_properties #(
    parameter  int Width         = 768,
    parameter  int Depth         = 4096,
    localparam int ADDRESS_WIDTH = (Depth > 1) ? $clog2(Depth) : 1
) (
    input wire                     clk,
    input wire                     write,
    input wire [ADDRESS_WIDTH-1:0] write_address,
    input wire [        Width-1:0] write_data,
    input wire                     read,
    input wire [ADDRESS_WIDTH-1:0] read_address,
`ifdef FORMAL
    input wire [        Width-1:0] memory       [Depth],
`endif
    input wire [        Width-1:0] read_data
);

  logic running_q;  // there was a clock before

  initial running_q = 1'b0;

  `FOLLOWS(clk, running_q, 1'b1)

  // It has no reset: what is asked of it before the first one counts as well.
  wire checked = running_q;

  `ASSUME(apart, read && write, read_address !== write_address,
          "a row is read and written in one clock")

`ifdef FORMAL
  logic [Width-1:0] read_data_q;
  logic             read_q;

  always @(posedge clk) begin
    if (!read) read_data_q <= read_data;
    read_q <= read;
  end

  `ASSERT(holds, read_q === 1'b0, read_data === read_data_q, "what was read changes without a read")

  `ASSUME(legal, 1'b1,
          (!read || 32'(read_address) < Depth) && (!write || 32'(write_address) < Depth), "")

  // Any row.
  (* keep *)logic [ADDRESS_WIDTH-1:0] any;  // driven by nothing: the prover chooses
  logic [ADDRESS_WIDTH-1:0] row_q;
  logic chosen_q, written_q, reads_q;
  logic [Width-1:0] value_q, due_q;

  initial {chosen_q, written_q} = '0;

  always @(posedge clk) begin
    chosen_q <= 1'b1;
    if (!chosen_q) row_q <= any;
    if (chosen_q && write && write_address == row_q) begin
      written_q <= 1'b1;
      value_q   <= write_data;
    end
    reads_q <= chosen_q && written_q && read && read_address == row_q;
    due_q   <= value_q;
  end

  `ASSERT(reads, reads_q, read_data == due_q, "")
  `ASSERT(legal_row, written_q, 32'(row_q) < Depth, "")
  `ASSERT(stored, written_q, chosen_q && memory[row_q] == value_q, "")
  `COVER(read_again, reads_q && value_q != 0)
`else
  `UNUSED({write_data, read_data})
`endif

endmodule

`ifndef __ICARUS__
bind ram ram_properties #(
    .Width(Width),
    .Depth(Depth)
) u_properties (.*);
`endif

`default_nettype wire
