// SPDX-License-Identifier: Apache-2.0
// A memory with one write port and one read port: the one place for a memory macro. It holds exactly
// Depth rows. A row can be read from the clock after it was written; `read_data` follows `read` by
// one clock and holds its value until the next. Reading and writing one row in one clock does not
// happen here, so a macro may do there what it likes.

`default_nettype none

module ram #(
    parameter  int Width         = 768,
    parameter  int Depth         = 4096,
    localparam int ADDRESS_WIDTH = (Depth > 1) ? $clog2(Depth) : 1
) (
    input  wire                      clk,
    input  wire                      write,
    input  wire  [ADDRESS_WIDTH-1:0] write_address,
    input  wire  [        Width-1:0] write_data,
    input  wire                      read,
    input  wire  [ADDRESS_WIDTH-1:0] read_address,
    output logic [        Width-1:0] read_data
);

  logic [Width-1:0] memory      [Depth];
  logic [Width-1:0] read_data_q;

  always_ff @(posedge clk) begin
    if (write) memory[write_address] <= write_data;
    if (read) read_data_q <= memory[read_address];
  end

  assign read_data = read_data_q;

endmodule

`default_nettype wire
