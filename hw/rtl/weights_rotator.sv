// SPDX-License-Identifier: Apache-2.0
// Two weight buffers that change places: the array replays one tile while the next is written.
// A row can be read from the clock after it was written; `weights` follows `read` by one clock and
// holds its value until the next. A buffer is free again after the last read of its tile, and that
// read waits until the tile has come in whole.

`default_nettype none

module weights_rotator
  import kraken_pkg::*;
#(
    parameter int RowWidth = 768,  // bits of a row: Cols words
    parameter int Depth    = 2048  // rows of one buffer
) (
    input  wire                    clk,
    input  wire                    rst_n,
    // writing
    input  layer_t                 layer,            // of the packet whose rows come in
    input  wire     [RowWidth-1:0] s_axis_tdata,
    input  wire                    s_axis_tlast,
    input  wire                    s_axis_tvalid,
    output logic                   s_axis_tready,
    output logic                   packet_done,
    output logic                   last_fault,       // tlast early or missing, for one clock
    // reading
    input  wire                    read,
    input  wire     [        15:0] read_rows,        // rows of a tile
    input  header_t                read_header,      // of the packet that reads
    input  wire                    read_block_ends,  // with `read`: back to the first row; each
                                                     // tile ends so
    input  wire                    read_tile_ends,   // the next read would end the tile
    output logic                   row_ready,
    output logic                   packet_whole,     // the tile to read and the rest of its packet
                                                     // are here
    output logic                   tile_known,       // the header of the tile to read was compared
    output logic                   tile_matches,     // with `read_header`, and is the same
    output logic    [RowWidth-1:0] weights
);

  localparam int ADDRESS_WIDTH = $clog2(2 * Depth);

  // writer
  logic                        write_buffer_q;
  count_t                      write_row_q;
  count_t                      write_tile_q;
  logic                        write;
  logic                        write_row_last;
  logic                        write_tile_last;
  logic    [ADDRESS_WIDTH-1:0] write_address;
  // buffers
  logic    [              1:0] whole_q;
  logic    [              1:0] last_q;
  header_t                     header_0_q;
  header_t                     header_1_q;
  // reader
  logic                        read_buffer_q;
  logic                        tile_whole;
  logic                        other_whole;  // the other buffer ends the packet
  count_t                      read_row_q;
  count_t                      read_row_next;
  logic    [ADDRESS_WIDTH-1:0] read_address;
  logic                        known_q;
  logic                        matches_q;

  assign write_row_last  = write_row_q + 16'd1 == layer.tile_rows;
  assign write_tile_last = write_tile_q + 16'd1 == layer.header.iterations;
  assign s_axis_tready   = !whole_q[write_buffer_q];
  assign write           = s_axis_tvalid && s_axis_tready;
  assign packet_done     = write && write_row_last && write_tile_last;
  assign last_fault      = write && (s_axis_tlast != packet_done);

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      write_buffer_q <= 1'b0;
      write_row_q    <= '0;
      write_tile_q   <= '0;
    end else if (write) begin
      write_row_q <= write_row_last ? '0 : write_row_q + 16'd1;
      if (write_row_last) begin
        write_buffer_q <= !write_buffer_q;
        write_tile_q   <= write_tile_last ? '0 : write_tile_q + 16'd1;
      end
    end
  end

  // A buffer is whole with its last row, and freed by its last read.
  always_ff @(posedge clk) begin
    if (!rst_n) whole_q <= '0;
    else begin
      if (write && write_row_last && !last_fault) whole_q[write_buffer_q] <= 1'b1;
      if (read && read_tile_ends) whole_q[read_buffer_q] <= 1'b0;
    end
  end

  always_ff @(posedge clk) begin
    if (write) begin
      last_q[write_buffer_q] <= write_tile_last;
      if (write_buffer_q) header_1_q <= layer.header;
      else header_0_q <= layer.header;
    end
  end

  // A tile that is not whole when it is read is the one that comes in, or none of its rows is here.
  assign tile_whole    = whole_q[read_buffer_q];
  assign row_ready     = tile_whole || (!read_tile_ends && read_row_q < write_row_q);
  assign packet_whole  = tile_whole && (last_q[read_buffer_q] || other_whole);
  assign other_whole   = whole_q[!read_buffer_q] && last_q[!read_buffer_q];
  assign read_row_next = read_row_q + 16'd1;

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      read_buffer_q <= 1'b0;
      read_row_q    <= '0;
    end else if (read) begin
      if (read_tile_ends) read_buffer_q <= !read_buffer_q;
      if (read_block_ends || read_row_next == read_rows) read_row_q <= '0;
      else read_row_q <= read_row_next;
    end
  end

  // The comparison is wide, so it takes a clock of its own. No reset: what it follows has one.
  always_ff @(posedge clk) begin
    known_q   <= tile_whole || write_row_q != '0;
    matches_q <= (read_buffer_q ? header_1_q : header_0_q) == read_header;
  end

  // What registers hold before the first reset says nothing, even at an edge of the clock.
  logic reset_seen_q;

  initial reset_seen_q = 1'b0;

  always @(posedge clk) reset_seen_q <= reset_seen_q || !rst_n;

  always @(posedge clk) begin
    if (reset_seen_q && rst_n && read) begin
      assert (row_ready)
      else $error("row %0d is read before it was written", read_row_q);
    end
  end

  assign tile_known = known_q;
  assign tile_matches = matches_q;

  assign write_address = ADDRESS_WIDTH'(write_row_q) +
                         (write_buffer_q ? ADDRESS_WIDTH'(Depth) : '0);
  assign read_address = ADDRESS_WIDTH'(read_row_q) + (read_buffer_q ? ADDRESS_WIDTH'(Depth) : '0);

  ram #(
      .Width(RowWidth),
      .Depth(2 * Depth)
  ) u_ram (
      .clk,
      .write,
      .write_address,
      .write_data(s_axis_tdata),
      .read,
      .read_address,
      .read_data (weights)
  );

endmodule

`default_nettype wire
