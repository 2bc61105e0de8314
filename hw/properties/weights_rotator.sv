// SPDX-License-Identifier: Apache-2.0
// What holds of weights_rotator: rows come out as they went in, tile by tile, each as often as it
// is asked for; no row is read before it was written, and none is overwritten before its tile's last
// read. The prover picks any row of any tile and follows it.

`default_nettype none

`include "properties.svh"

module weights_rotator_properties
  import kraken_pkg::*;
#(
    parameter  int RowWidth      = 768,
    parameter  int Depth         = 2048,
    localparam int ADDRESS_WIDTH = $clog2(2 * Depth)
) (
    input wire                        clk,
    input wire                        rst_n,
    input layer_t                     layer,
    input wire    [     RowWidth-1:0] s_axis_tdata,
    input wire                        s_axis_tlast,
    input wire                        s_axis_tvalid,
    input wire                        s_axis_tready,
    input wire                        packet_done,
    input wire                        last_fault,
    input wire                        read,
    input wire    [             15:0] read_rows,
    input wire                        read_block_ends,
    input wire                        read_tile_ends,
    input wire                        row_ready,
    input wire                        packet_whole,
    input wire                        tile_known,
    input wire    [     RowWidth-1:0] weights,
    // inside
    input wire                        write,
    input wire    [ADDRESS_WIDTH-1:0] write_address,
    input wire    [ADDRESS_WIDTH-1:0] read_address,
    input wire                        write_buffer_q,
    input count_t                     write_row_q,
    input count_t                     write_tile_q,
    input wire    [              1:0] whole_q,
    input wire                        read_buffer_q,
    input count_t                     read_row_q
);

  count_t       rows_in;  // of the tile that comes in, that are here
  count_t       tiles_in;  // of its packet, that are here
  logic   [1:0] tiles;  // that are here whole and have not been used up
  logic         coming;  // a row of the next one is here
  count_t       row_out;  // the row that the next read takes
  count_t       size_in;  // rows of the tile that comes in
  count_t       size_0;  // rows of the tile in turn, once it is whole
  count_t       size_1;  // of the one behind it
  logic         faulty;  // tlast stood where it must not; what comes then has no meaning
  logic         row_last;
  logic         just_freed;

  `SINCE_RESET(clk, rst_n)

  assign row_last = rows_in + 16'd1 == layer.tile_rows;
  assign coming   = rows_in != 0;

  `FOLLOWS(clk, just_freed, read && read_tile_ends)

  always @(posedge clk) begin
    if (!rst_n) begin
      rows_in  <= '0;
      tiles_in <= '0;
      tiles    <= '0;
      row_out  <= '0;
      faulty   <= 1'b0;
    end else begin
      if (last_fault) faulty <= 1'b1;
      if (s_axis_tvalid && s_axis_tready) begin
        size_in <= layer.tile_rows;
        rows_in <= row_last ? '0 : rows_in + 16'd1;
        if (row_last) begin
          tiles_in <= tiles_in + 16'd1 == layer.header.iterations ? '0 : tiles_in + 16'd1;
        end
      end
      tiles <= tiles + 2'(s_axis_tvalid && s_axis_tready && row_last) - 2'(read && read_tile_ends);
      if (read) begin
        row_out <= read_block_ends || row_out + 16'd1 == read_rows ? '0 : row_out + 16'd1;
      end
      if (s_axis_tvalid && s_axis_tready && row_last) begin
        if (tiles - 2'(read && read_tile_ends) == 0) size_0 <= layer.tile_rows;
        else size_1 <= layer.tile_rows;
      end
      if (read && read_tile_ends && tiles == 2) size_0 <= size_1;
    end
  end

  `ASSUME(rows_fit, s_axis_tvalid && !faulty,
          layer.tile_rows != 0 && layer.tile_rows <= Depth && layer.header.iterations != 0,
          "a tile that no buffer holds")
  `ASSUME(rows_of_tile, s_axis_tvalid && coming && !faulty, layer.tile_rows == size_in,
          "the header changes within a tile")
  `ASSUME(tiles_of_packet, s_axis_tvalid && !faulty, tiles_in < layer.header.iterations,
          "the header changes within a packet")
  `ASSUME(asks_when_ready, read, row_ready, "a read of a row that is not there")
  `ASSUME(block_ends_with_tile, read && read_tile_ends, read_block_ends, "a tile ends in a block")
  `ASSUME(asks_own_tile, read && !faulty, read_rows == (tiles != 0 ? size_0 : size_in),
          "a read for another tile")
`ifdef FORMAL
  // How the registers stand to what is counted here.
  `ASSERT(rows_as_counted, !faulty, write_row_q == rows_in && write_tile_q == tiles_in, "rows")
  `ASSERT(out_as_counted, !faulty, read_row_q == row_out, "the row in turn")
  `ASSERT(whole_as_counted, !faulty,
          whole_q == (tiles == 0 ? 2'b00 : tiles == 2 ? 2'b11 : read_buffer_q ? 2'b10 : 2'b01),
          "whole tiles")
  `ASSERT(buffers_as_counted, !faulty, write_buffer_q == (read_buffer_q ^ tiles[0]), "buffers")
  `ASSERT(full_closes, !faulty && tiles == 2, !coming, "a third tile comes in")
  `ASSERT(size_of_rows, !faulty && coming, rows_in < size_in && size_in <= Depth, "")
  `ASSERT(rows_in_buffer, !faulty, rows_in < Depth, "more rows than a buffer has")
  `ASSERT(size_fits, !faulty && tiles != 0, size_0 != 0 && size_0 <= Depth && row_out < size_0,
          "the row in turn is none of the tile's")
  `ASSERT(next_fits, !faulty && tiles == 2, size_1 != 0 && size_1 <= Depth, "")
  `ASSERT(out_behind_in, !faulty && tiles == 0, row_out <= rows_in, "a row that did not come")
`endif

  `ASSERT(two_tiles, !faulty, tiles <= 2, "more tiles than buffers")
  `ASSERT(ready_while_room, !faulty, s_axis_tready == (tiles != 2),
          "a row waits though there is room")
  `ASSERT(reads_written, read && !faulty, tiles != 0 || row_out < rows_in,
          "a row is read that was not written")
  // Before the first packet of pixels nobody knows whether a tile would end: nor whether a row is
  // ready, then.
  `ASSERT(ready_means, !faulty,
          row_ready === (tiles != 0 || (coming && row_out < rows_in && !read_tile_ends)),
          "whether the row in turn is here")
  `ASSERT(never_both, read && write && !faulty, read_address != write_address,
          "a row is read and written in one clock")
  `ASSERT(in_memory, write && !faulty, 32'(write_address) < 2 * Depth, "a row behind the memory")
  `ASSERT(read_in_memory, read && !faulty, 32'(read_address) < 2 * Depth, "a row behind the memory")
  logic done_with_packet_holds;
  assign done_with_packet_holds =
      packet_done == (s_axis_tvalid && s_axis_tready && row_last && tiles_in + 16'd1 ==
      layer.header.iterations) || faulty;
  `ASSERT(done_with_packet, 1'b1, done_with_packet_holds, "the end of a packet")
  `ASSERT(last_told, s_axis_tvalid && s_axis_tready, last_fault == (s_axis_tlast != packet_done),
          "tlast")
  `ASSERT(known_in_time, tile_known && !faulty && !in_reset_q, tiles != 0 || coming || just_freed,
          "a tile is known that is not here")

  `COVER(both_whole, tiles == 2 && !faulty)
  `COVER(follows_closely, read && tiles == 0 && row_out + 16'd1 == rows_in && row_out != 0)
  `COVER(replays, read && read_block_ends && !read_tile_ends && read_rows == 2)
  `COVER(third_tile, tiles == 2 && read_buffer_q && !faulty)

`ifdef FORMAL
  // The followed row: the prover chooses it as it comes in. It is in its buffer, at its place,
  // until its tile was used up; each read of that place in its turn brings it.
  logic                       pick;  // driven by nothing: the prover chooses
  logic                       followed;
  logic                       its_turn;  // its tile is the one that is read; else the one behind it
  logic                       was_read;
  logic   [     RowWidth-1:0] row;
  count_t                     number;
  logic   [ADDRESS_WIDTH-1:0] at;

  always @(posedge clk) begin
    was_read <= rst_n && read && followed && its_turn && row_out == number;
    if (!rst_n) followed <= 1'b0;
    else if (!followed && write && pick) begin
      followed <= 1'b1;
      row      <= s_axis_tdata;
      number   <= rows_in;
      its_turn <= tiles == 0 || (tiles == 1 && read && read_tile_ends);
      at       <= write_address;
    end else if (followed && read && read_tile_ends) begin
      if (its_turn) followed <= 1'b0;
      its_turn <= 1'b1;
    end
  end

  logic at_its_place_holds;
  assign at_its_place_holds =
      at == ADDRESS_WIDTH'(number) + ((read_buffer_q ^ !its_turn) ? ADDRESS_WIDTH'(Depth) : 0) &&
      32'(number) < Depth;
  `ASSERT(at_its_place, followed && !faulty, at_its_place_holds, "")
  `ASSERT(
      here, followed && !faulty,
      its_turn ? tiles != 0 || number < rows_in : tiles == 2 || (tiles == 1 && number < rows_in),
      "")
  `ASSERT(in_size, followed && !faulty && its_turn && tiles != 0, number < size_0, "")
  `ASSERT(in_next_size, followed && !faulty && !its_turn && tiles == 2, number < size_1, "")
  `ASSERT(never_overwritten, followed && !faulty && write, write_address != at,
          "a row is overwritten before its tile was used up")
  `ASSERT(read_at_its_place, read && followed && !faulty && its_turn && row_out == number,
          read_address == at, "the row in turn is read elsewhere")
  `ASSERT(comes_out, was_read && !faulty, weights == row, "another row is read than was written")
  `COVER(comes_out_again, was_read && row_out == number && !faulty)
  `COVER(second_tile_followed, followed && !its_turn)
  `COVER(leaves, was_read && !followed)
`endif

endmodule

`ifndef __ICARUS__
bind weights_rotator weights_rotator_properties #(
    .RowWidth(RowWidth),
    .Depth   (Depth)
) u_properties (.*);
`endif

`default_nettype wire
