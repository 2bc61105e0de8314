// SPDX-License-Identifier: Apache-2.0
// Sums to int8: adds each channel's bias, shifts to the left, then scales. A configuration brings a
// row of entries for each beat of a column, tile after tile, into two banks in turn: one is read,
// over and over, while the other is filled. Latency: ten clocks, never one lost between two beats.

`default_nettype none

module requantizer
  import stage_pkg::*;
#(
    parameter  int Rows        = 7,
    parameter  int OutChannels = 2,
    parameter  int Depth       = 48,                 // beats of a column at most
    parameter  int ConfigWidth = 144,                // bits of a configuration beat
    localparam int LANES       = OutChannels * Rows
) (
    input  wire                    clk,
    input  wire                    rst_n,
    input  wire  [ConfigWidth-1:0] s_axis_config_tdata,
    input  wire                    s_axis_config_tlast,
    input  wire                    s_axis_config_tvalid,
    output logic                   s_axis_config_tready,
    input  wire  [   LANES*32-1:0] s_axis_tdata,
    input  wire  [      LANES-1:0] s_axis_tuser,          // one bit a word: it counts
    input  wire                    s_axis_tlast,
    input  wire                    s_axis_tvalid,
    output logic                   s_axis_tready,
    output logic [    LANES*8-1:0] m_axis_tdata,          // 0 where a word does not count
    output logic [      LANES-1:0] m_axis_tuser,
    output logic                   m_axis_tlast,
    output logic                   m_axis_tvalid,
    input  wire                    m_axis_tready
);

  localparam int REGISTERS = CHANNEL_REGISTERS + 2;
  localparam int ROW_BITS = OutChannels * ENTRY_BITS;
  localparam int ROW_WIDTH = (Depth > 1) ? $clog2(Depth) : 1;
  localparam int ADDRESS_WIDTH = $clog2(2 * Depth);
  localparam int SCALE_WIDTH = 26;  // rounding, zero point, bounds

  // The configuration that comes in
  logic [CONFIG_HEADER_BITS-1:0] header;
  logic                          header_valid;
  logic [       ConfigWidth-1:0] body_tdata;
  logic                          body_tlast;
  logic                          body_tvalid;
  logic                          body_tready;
  logic [                  15:0] tiles;
  logic [                  15:0] rows;
  logic [                  15:0] rows_last;
  logic [                  31:0] columns;
  logic [       SCALE_WIDTH-1:0] scale;
  logic                          write;
  logic                          write_bank_q;
  logic [         ROW_WIDTH-1:0] write_row_q;
  logic [                  15:0] tile_q;
  logic                          tile_last;
  logic [         ROW_WIDTH-1:0] write_row_last;
  logic                          write_tile_ends;
  logic [     ADDRESS_WIDTH-1:0] write_address;

  // What the banks hold
  logic [                   1:0] used_q;  // a row of it is here, and the tile has not gone by
  logic [                   1:0] whole_q;
  logic [         ROW_WIDTH-1:0] row_last_0_q;
  logic [         ROW_WIDTH-1:0] row_last_1_q;
  logic [                  31:0] columns_0_q;
  logic [                  31:0] columns_1_q;
  logic [       SCALE_WIDTH-1:0] scale_0_q;
  logic [       SCALE_WIDTH-1:0] scale_1_q;

  // The beat that comes in
  logic                          there;
  logic                          fire;
  logic                          read_bank_q;
  logic [         ROW_WIDTH-1:0] read_row_q;
  logic [                  31:0] column_q;  // 1 is the first
  logic                          read_row_ends;
  logic                          read_tile_ends;
  logic [     ADDRESS_WIDTH-1:0] read_address;

  // The pipeline
  logic [         REGISTERS-1:0] valid_q;
  logic [         REGISTERS-1:0] last_q;
  logic [           REGISTERS:0] move;
  logic [         REGISTERS-1:0] load;  // a beat moves into the register
  logic [   REGISTERS*LANES-1:0] user_q;
  logic [          LANES*32-1:0] sums_0_q;
  logic [       SCALE_WIDTH-1:0] scale_beat_0_q;
  logic [       SCALE_WIDTH-1:0] scale_beat_1_q;
  logic [          ROW_BITS-1:0] entries;
  logic [           LANES*8-1:0] words;
  logic [           LANES*8-1:0] marked;
  logic [             LANES-1:0] user;

  config_reader #(
      .ConfigWidth(ConfigWidth),
      .HeaderBits (CONFIG_HEADER_BITS)
  ) u_config (
      .clk,
      .rst_n,
      .s_axis_config_tdata,
      .s_axis_config_tlast,
      .s_axis_config_tvalid,
      .s_axis_config_tready,
      .header,
      .header_valid,
      .take(1'b1),  // a bank keeps what its tile needs of the header
      .body_tdata,
      .body_tlast,
      .body_tvalid,
      .body_tready
  );

  assign tiles = header[15:0];
  assign rows = header[31:16];
  assign rows_last = header[47:32];
  assign columns = header[79:48];
  assign scale = header[105:80];
  assign tile_last = tile_q == tiles;
  assign write_row_last = ROW_WIDTH'((tile_last ? rows_last : rows) - 16'd1);
  assign write_tile_ends = write_row_q == write_row_last;
  assign body_tready = !used_q[write_bank_q] || write_row_q != '0;
  assign write = body_tvalid && body_tready;
  assign write_address = ADDRESS_WIDTH'(write_row_q) + (write_bank_q ? ADDRESS_WIDTH'(Depth) : '0);

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      write_bank_q <= 1'b0;
      write_row_q  <= '0;
      tile_q       <= 16'd1;
    end else if (write) begin
      write_row_q <= write_tile_ends ? '0 : write_row_q + 1'b1;
      if (write_tile_ends) begin
        write_bank_q <= !write_bank_q;
        tile_q       <= tile_last ? 16'd1 : tile_q + 16'd1;
      end
    end
  end

  // A bank is taken by its first row and freed by the last beat of its tile.
  always_ff @(posedge clk) begin
    if (!rst_n) begin
      used_q  <= '0;
      whole_q <= '0;
    end else begin
      if (write) used_q[write_bank_q] <= 1'b1;
      if (write && write_tile_ends) whole_q[write_bank_q] <= 1'b1;
      if (fire && read_tile_ends) begin
        used_q[read_bank_q]  <= 1'b0;
        whole_q[read_bank_q] <= 1'b0;
      end
    end
  end

  always_ff @(posedge clk) begin
    if (write && !write_bank_q) begin
      row_last_0_q <= write_row_last;
      columns_0_q  <= columns;
      scale_0_q    <= scale;
    end
    if (write && write_bank_q) begin
      row_last_1_q <= write_row_last;
      columns_1_q  <= columns;
      scale_1_q    <= scale;
    end
  end

  // A row can be used from the clock after it was written. A bank that is not whole when it is read is
  // the one that is filled, or else no row of a tile is here.
  assign there          = whole_q[read_bank_q] || read_row_q < write_row_q;
  assign read_row_ends  = read_row_q == (read_bank_q ? row_last_1_q : row_last_0_q);
  assign read_tile_ends = read_row_ends && column_q == (read_bank_q ? columns_1_q : columns_0_q);
  assign s_axis_tready  = move[0] && there;
  assign fire           = s_axis_tvalid && s_axis_tready;
  assign read_address   = ADDRESS_WIDTH'(read_row_q) + (read_bank_q ? ADDRESS_WIDTH'(Depth) : '0);

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      read_bank_q <= 1'b0;
      read_row_q  <= '0;
      column_q    <= 32'd1;
    end else if (fire) begin
      read_row_q <= read_row_ends ? '0 : read_row_q + 1'b1;
      if (read_row_ends) column_q <= read_tile_ends ? 32'd1 : column_q + 32'd1;
      if (read_tile_ends) read_bank_q <= !read_bank_q;
    end
  end

  ram #(
      .Width(ROW_BITS),
      .Depth(2 * Depth)
  ) u_ram (
      .clk,
      .write,
      .write_address,
      .write_data(body_tdata[ROW_BITS-1:0]),
      .read      (fire),
      .read_address,
      .read_data (entries)
  );

  for (genvar i = 0; i < REGISTERS; i++) begin : gen_register
    logic             valid_before;
    logic             last_before;
    logic [LANES-1:0] user_before;

    assign move[i] = !valid_q[i] || move[i+1];
    assign load[i] = move[i] && valid_before;

    if (i == 0) begin : gen_first
      assign valid_before = s_axis_tvalid && there;
      assign last_before  = s_axis_tlast;
      assign user_before  = s_axis_tuser;
    end else begin : gen_other
      assign valid_before = valid_q[i-1];
      assign last_before  = last_q[i-1];
      assign user_before  = user_q[(i-1)*LANES+:LANES];
    end

    always_ff @(posedge clk) begin
      if (!rst_n) valid_q[i] <= 1'b0;
      else if (move[i]) valid_q[i] <= valid_before;
    end

    always_ff @(posedge clk) begin
      if (load[i]) begin
        last_q[i]              <= last_before;
        user_q[i*LANES+:LANES] <= user_before;
      end
    end
  end

  always_ff @(posedge clk) begin
    if (load[0]) begin
      sums_0_q       <= s_axis_tdata;
      scale_beat_0_q <= read_bank_q ? scale_1_q : scale_0_q;
    end
    if (load[1]) scale_beat_1_q <= scale_beat_0_q;
  end

  for (genvar m = 0; m < OutChannels; m++) begin : gen_channel
    logic [       31:0] bias;
    logic [       31:0] mantissa;
    logic [        5:0] shift;  // to the left, or negative: -31 to 31
    logic [        4:0] left;
    logic [       31:0] mantissa_1_q;
    logic [        4:0] right_1_q;
    logic [Rows*32-1:0] x_1_q;

    assign bias     = entries[m*ENTRY_BITS+:32];
    assign mantissa = entries[m*ENTRY_BITS+32+:32];
    assign shift    = entries[m*ENTRY_BITS+64+:6];
    assign left     = shift[5] ? '0 : shift[4:0];

    always_ff @(posedge clk) begin
      if (load[1]) begin
        mantissa_1_q <= mantissa;
        right_1_q    <= shift[5] ? -shift[4:0] : '0;
      end
    end

    for (genvar r = 0; r < Rows; r++) begin : gen_row
      logic [31:0] sum;

      assign sum = sums_0_q[(m*Rows+r)*32+:32] + bias;

      always_ff @(posedge clk) begin
        if (load[1]) x_1_q[r*32+:32] <= sum << left;
      end
    end

    requantize_channel #(
        .Rows  (Rows),
        .XWidth(32)
    ) u_scale (
        .clk,
        .move      (load[REGISTERS-1:2]),
        .x         (x_1_q),
        .mantissa  (mantissa_1_q),
        .shift     ({1'b0, right_1_q}),
        .rounding  (scale_beat_1_q[1:0]),
        .zero_point(scale_beat_1_q[9:2]),
        .low       (scale_beat_1_q[17:10]),
        .high      (scale_beat_1_q[25:18]),
        .y         (words[m*Rows*8+:Rows*8])
    );

    logic unused;
    assign unused = ^entries[m*ENTRY_BITS+70+:2];  // more of its sign
  end

  assign user = user_q[(REGISTERS-1)*LANES+:LANES];

  for (genvar i = 0; i < LANES; i++) begin : gen_mark
    assign marked[i*8+:8] = user[i] ? words[i*8+:8] : '0;
  end

  axis_skid #(
      .Width(LANES * 9 + 1)
  ) u_skid (
      .clk,
      .rst_n,
      .s_axis_tdata ({last_q[REGISTERS-1], user, marked}),
      .s_axis_tvalid(valid_q[REGISTERS-1]),
      .s_axis_tready(move[REGISTERS]),
      .m_axis_tdata ({m_axis_tlast, m_axis_tuser, m_axis_tdata}),
      .m_axis_tvalid,
      .m_axis_tready
  );

  // What registers hold before the first reset says nothing, even at an edge of the clock.
  logic reset_seen_q;

  initial reset_seen_q = 1'b0;

  always @(posedge clk) reset_seen_q <= reset_seen_q || !rst_n;

  always @(posedge clk) begin
    if (reset_seen_q && rst_n && write) begin
      assert (body_tlast == (tile_last && write_tile_ends))
      else $error("tlast of a configuration and its rows do not agree in tile %0d", tile_q);
    end
  end

  initial begin
    if (Rows < 1 || Rows > 255) $fatal(1, "Rows is %0d: choose 1 to 255", Rows);
    if (OutChannels < 1) $fatal(1, "OutChannels is %0d: choose at least 1", OutChannels);
    if (Depth < 1 || Depth > 65535) $fatal(1, "Depth is %0d: choose 1 to 65535", Depth);
    if (ConfigWidth < ROW_BITS) begin
      $fatal(1, "ConfigWidth is %0d: choose at least %0d", ConfigWidth, ROW_BITS);
    end
  end

  if (ConfigWidth > ROW_BITS) begin : gen_unused
    logic unused;
    assign unused = ^body_tdata[ConfigWidth-1:ROW_BITS];
  end

  logic unused_valid;
  assign unused_valid = header_valid;

endmodule

`default_nettype wire
