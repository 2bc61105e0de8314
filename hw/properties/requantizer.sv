// SPDX-License-Identifier: Apache-2.0
// What must hold of the requantizer: that of every stage, and that its banks take turns.

`default_nettype none

`include "properties.svh"

module requantizer_properties
  import stage_pkg::*;
#(
    parameter  int Rows        = 7,
    parameter  int OutChannels = 2,
    parameter  int Depth       = 48,
    parameter  int ConfigWidth = 144,
    localparam int LANES       = OutChannels * Rows
) (
    input wire                         clk,
    input wire                         rst_n,
    input wire [      ConfigWidth-1:0] s_axis_config_tdata,
    input wire                         s_axis_config_tlast,
    input wire                         s_axis_config_tvalid,
    input wire                         s_axis_config_tready,
    input wire [         LANES*32-1:0] s_axis_tdata,
    input wire [            LANES-1:0] s_axis_tuser,
    input wire                         s_axis_tlast,
    input wire                         s_axis_tvalid,
    input wire                         s_axis_tready,
    input wire [          LANES*8-1:0] m_axis_tdata,
    input wire [            LANES-1:0] m_axis_tuser,
    input wire                         m_axis_tlast,
    input wire                         m_axis_tvalid,
    input wire                         m_axis_tready,
    input wire [CHANNEL_REGISTERS+1:0] valid_q,
    input wire                         spare_valid,
    // inside: banks of rows
    input wire                         write,
    input wire                         body_tlast,
    input wire                         tile_last,
    input wire [                 15:0] rows,
    input wire [                 15:0] rows_last,
    input wire                         write_tile_ends,
    input wire                         write_bank_q,
    input wire [                 15:0] write_row,
    input wire [                 15:0] write_row_last,
    input wire [                  1:0] used_q,
    input wire [                  1:0] whole_q,
    input wire [                 15:0] row_last_0,
    input wire [                 15:0] row_last_1,
    input wire                         read_bank_q,
    input wire [                 15:0] read_row,
    input wire [                  1:0] config_state
);

  axis_stage #(
      .Words      (LANES),
      .WordWidth  (32),
      .ConfigWidth(ConfigWidth),
      .Registers  (CHANNEL_REGISTERS + 2)
  ) u_stage (
      .*,
      .valid(valid_q)
  );

`ifdef FORMAL
  `SINCE_RESET(clk, rst_n)

  // A configuration ends with its last tile: its header stays while a tile comes in.
  `ASSUME(rows_of_tiles, write, body_tlast == (tile_last && write_tile_ends), "")

  `ASSUME(tiles_fit, write, rows_last != 0 && rows_last <= rows && 32'(rows) <= Depth,
          "a tile that no bank holds, or a last one that is larger than the others")

  // Banks are filled and read in turn: one that is read and not whole is the one that is filled.
  logic [15:0] row_last;  // of the bank that is read
  logic        coming;  // some rows of a tile are here
  assign row_last = read_bank_q ? row_last_1 : row_last_0;
  assign coming   = write_row != '0;
  `ASSERT(in_turn, 1'b1, write_bank_q == (read_bank_q ^ (^whole_q)), "")
  `ASSERT(whole_first, whole_q != '0, whole_q[read_bank_q], "")
  `ASSERT(used_as_filled, 1'b1, used_q == (whole_q | (coming ? 2'b01 << write_bank_q : 2'b00)), "")
  `ASSERT(full_closes, &whole_q, !coming, "")
  `ASSERT(rows_within, coming, write_row <= write_row_last && config_state == 2'd1, "")
  `ASSERT(last_told, coming, (write_bank_q ? row_last_1 : row_last_0) == write_row_last, "")
  `ASSERT(read_behind, !whole_q[read_bank_q], read_row <= write_row, "")
  `ASSERT(used_while_read, !whole_q[read_bank_q] && read_row < write_row, used_q[read_bank_q],
          "a row is read of a bank that has none")
  `ASSERT(read_within, whole_q[read_bank_q], read_row <= row_last, "")
`else
  `UNUSED({write, body_tlast, tile_last, rows, rows_last, write_tile_ends, write_bank_q, write_row,
           write_row_last, used_q, whole_q, row_last_0, row_last_1, read_bank_q, read_row,
           config_state})
`endif

endmodule

`ifndef __ICARUS__
bind requantizer requantizer_properties #(
    .Rows       (Rows),
    .OutChannels(OutChannels),
    .Depth      (Depth),
    .ConfigWidth(ConfigWidth)
) u_properties (
    .*,
    .spare_valid   (u_skid.spare_valid_q),
    .write_row     (16'(write_row_q)),
    .write_row_last(16'(write_row_last)),
    .row_last_0    (16'(row_last_0_q)),
    .row_last_1    (16'(row_last_1_q)),
    .read_row      (16'(read_row_q)),
    .config_state  (2'(u_config.state_q))
);
`endif

`default_nettype wire
