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
    input wire clk,
    input wire rst_n,
    // writing
    input layer_t layer,  // of the packet whose rows come in
    input wire [RowWidth-1:0] s_axis_tdata,
    input wire s_axis_tlast,
    input wire s_axis_tvalid,
    output logic s_axis_tready,
    output logic packet_done,
    output logic last_fault,  // tlast early or missing, for one clock
    input wire stop,  // take nothing more
    // reading
    input wire read,
    input wire [15:0] read_rows,  // rows of a tile
    input wire read_block_done,  // with `read`: back to the first row
    input wire tile_ending,  // the next read would end the tile
    output logic row_ready,
    output logic tile_open,  // a tile is in the buffer to read, maybe in part
    output logic packet_whole,  // it and the rest of its packet are here
    output header_t tile_header,  // what its packet opened with
    output logic [RowWidth-1:0] weights
);

  localparam int ADDRESS_WIDTH = $clog2(Depth);

  logic    [RowWidth-1:0] memory                                           [2**(ADDRESS_WIDTH+1)];

  // writer
  logic                   write_buffer_q;
  logic    [        15:0] write_row_q;
  logic    [        15:0] write_tile_q;
  logic                   write;
  logic                   write_row_last;
  logic                   write_tile_last;
  // buffers
  logic    [         1:0] whole_q;
  logic    [         1:0] last_q;
  header_t                header_0_q;
  header_t                header_1_q;
  // reader
  logic                   read_buffer_q;
  logic                   tile_whole;
  logic                   tile_coming;  // some of its rows are here
  logic                   other_whole;  // the other buffer ends the packet
  logic    [        15:0] read_row_q;

  assign write_row_last  = write_row_q + 16'd1 == layer.tile_rows;
  assign write_tile_last = write_tile_q + 16'd1 == layer.header.iterations;
  assign s_axis_tready   = !whole_q[write_buffer_q] && !stop;
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

  always_ff @(posedge clk) begin
    if (write) memory[{write_buffer_q, write_row_q[ADDRESS_WIDTH-1:0]}] <= s_axis_tdata;
  end

  // A buffer is whole with its last row, and freed by its last read.
  always_ff @(posedge clk) begin
    if (!rst_n) whole_q <= '0;
    else begin
      if (write && write_row_last && !last_fault) whole_q[write_buffer_q] <= 1'b1;
      if (read && tile_ending) whole_q[read_buffer_q] <= 1'b0;
    end
  end

  always_ff @(posedge clk) begin
    if (write) begin
      last_q[write_buffer_q] <= write_tile_last;
      if (write_buffer_q) header_1_q <= layer.header;
      else header_0_q <= layer.header;
    end
  end

  assign tile_whole   = whole_q[read_buffer_q];
  assign tile_coming  = write_buffer_q == read_buffer_q && write_row_q != '0;
  assign tile_open    = tile_whole || tile_coming;
  assign row_ready    = tile_whole || (tile_coming && !tile_ending && read_row_q < write_row_q);
  assign packet_whole = tile_whole && (last_q[read_buffer_q] || other_whole);
  assign other_whole  = whole_q[!read_buffer_q] && last_q[!read_buffer_q];
  assign tile_header  = read_buffer_q ? header_1_q : header_0_q;

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      read_buffer_q <= 1'b0;
      read_row_q    <= '0;
    end else if (read) begin
      if (tile_ending) read_buffer_q <= !read_buffer_q;
      if (tile_ending || read_block_done || read_row_q + 16'd1 == read_rows) read_row_q <= '0;
      else read_row_q <= read_row_q + 16'd1;
    end
  end

  always_ff @(posedge clk) begin
    if (read) weights <= memory[{read_buffer_q, read_row_q[ADDRESS_WIDTH-1:0]}];
  end

endmodule

`default_nettype wire
