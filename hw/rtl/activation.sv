// SPDX-License-Identifier: Apache-2.0
// Replaces each int8 word by an entry of a table of 256, or passes all of them on: one packet of
// words for each configuration, whose table comes in while the packet before uses another bank.
// Takes a beat a clock once the configuration is there. Latency: three clocks.

`default_nettype none

module activation #(
    parameter  int Rows        = 7,
    parameter  int OutChannels = 2,
    parameter  int ConfigWidth = 144,
    localparam int LANES       = OutChannels * Rows
) (
    input  wire                    clk,
    input  wire                    rst_n,
    input  wire  [ConfigWidth-1:0] s_axis_config_tdata,
    input  wire                    s_axis_config_tlast,
    input  wire                    s_axis_config_tvalid,
    output logic                   s_axis_config_tready,
    input  wire  [    LANES*8-1:0] s_axis_tdata,
    input  wire  [      LANES-1:0] s_axis_tuser,          // one bit a word: it counts
    input  wire                    s_axis_tlast,
    input  wire                    s_axis_tvalid,
    output logic                   s_axis_tready,
    output logic [    LANES*8-1:0] m_axis_tdata,
    output logic [      LANES-1:0] m_axis_tuser,
    output logic                   m_axis_tlast,
    output logic                   m_axis_tvalid,
    input  wire                    m_axis_tready,
    output logic                   works                  // the beat on m_axis met a table
);

  localparam int ENTRIES = 8;  // of a row of a table
  localparam int ROWS = 256 / ENTRIES;
  localparam int ROW_WIDTH = $clog2(ROWS);

  logic [          255:0] header;
  logic                   header_valid;
  logic                   take;
  logic [ConfigWidth-1:0] body_tdata;
  logic                   body_tlast;
  logic                   body_tvalid;
  logic [  ROW_WIDTH-1:0] row_q;  // of the table that comes in; it has them all
  logic                   current_q;  // a packet has its configuration
  logic                   bypass_q;  // it meets no table
  logic                   bank_q;  // its table; the next one comes into the other bank
  logic                   fire;
  logic                   done;
  logic [            1:0] move;
  logic [            1:0] valid_q;
  logic [      LANES-1:0] user_0_q;
  logic                   last_0_q;
  logic                   bypass_0_q;
  logic [      LANES-1:0] user_1_q;
  logic                   last_1_q;
  logic                   works_1_q;
  logic [    LANES*8-1:0] data_1_q;
  logic                   skid_ready;

  config_reader #(
      .ConfigWidth(ConfigWidth)
  ) u_reader (
      .clk,
      .rst_n,
      .s_axis_config_tdata,
      .s_axis_config_tlast,
      .s_axis_config_tvalid,
      .s_axis_config_tready,
      .header,
      .header_valid,
      .take,
      .body_tdata,
      .body_tlast,
      .body_tvalid,
      .body_tready(1'b1)
  );

  assign s_axis_tready = move[0] && current_q;
  assign fire          = s_axis_tvalid && s_axis_tready;
  assign done          = fire && s_axis_tlast;
  assign take          = header_valid && (!current_q || done);
  assign move[1]       = !valid_q[1] || skid_ready;
  assign move[0]       = !valid_q[0] || move[1];

  always_ff @(posedge clk) begin
    if (!rst_n) current_q <= 1'b0;
    else if (take) current_q <= 1'b1;
    else if (done) current_q <= 1'b0;
  end

  always_ff @(posedge clk) begin
    if (!rst_n) bank_q <= 1'b0;
    else if (take) bank_q <= !bank_q;
  end

  always_ff @(posedge clk) begin
    if (take) bypass_q <= header[0];
  end

  always_ff @(posedge clk) begin
    if (!rst_n) row_q <= '0;
    else if (body_tvalid) row_q <= row_q + 1'b1;
  end

  always_ff @(posedge clk) begin
    if (!rst_n) valid_q <= '0;
    else begin
      if (move[0]) valid_q[0] <= fire;
      if (move[1]) valid_q[1] <= valid_q[0];
    end
  end

  always_ff @(posedge clk) begin
    if (fire) begin
      user_0_q   <= s_axis_tuser;
      last_0_q   <= s_axis_tlast;
      bypass_0_q <= bypass_q;
    end
    if (move[1]) begin
      user_1_q  <= user_0_q;
      last_1_q  <= last_0_q;
      works_1_q <= !bypass_0_q;
    end
  end

  // Each lane has a copy of both tables: a memory gives one row a clock.
  for (genvar i = 0; i < LANES; i++) begin : gen_lane
    logic [          7:0] word;
    logic [          7:0] word_q;
    logic [ROW_WIDTH-1:0] row;
    logic [          2:0] place;
    logic [ENTRIES*8-1:0] entries;
    logic [          7:0] entry;
    logic [          7:0] result;
    logic [          7:0] result_q;
    logic                 counts;

    assign word             = s_axis_tdata[i*8+:8];
    assign row              = word[7:3];
    assign place            = word_q[2:0];
    assign entry            = entries[place*8+:8];
    assign counts           = user_0_q[i];
    assign result           = bypass_0_q ? word_q : entry;
    assign data_1_q[i*8+:8] = result_q;

    ram #(
        .Width(ENTRIES * 8),
        .Depth(2 * ROWS)
    ) u_ram (
        .clk,
        .write        (body_tvalid),
        .write_address({!bank_q, row_q}),
        .write_data   (body_tdata[ENTRIES*8-1:0]),
        .read         (fire),
        .read_address ({bank_q, row}),
        .read_data    (entries)
    );

    always_ff @(posedge clk) begin
      if (fire) word_q <= word;
      if (move[1]) result_q <= counts ? result : '0;
    end
  end

  axis_skid #(
      .Width(LANES * 9 + 2)
  ) u_skid (
      .clk,
      .rst_n,
      .s_axis_tdata ({works_1_q, last_1_q, user_1_q, data_1_q}),
      .s_axis_tvalid(valid_q[1]),
      .s_axis_tready(skid_ready),
      .m_axis_tdata ({works, m_axis_tlast, m_axis_tuser, m_axis_tdata}),
      .m_axis_tvalid,
      .m_axis_tready
  );

  initial begin
    if (ConfigWidth < 72) $fatal(1, "ConfigWidth is %0d: choose at least 72", ConfigWidth);
  end

  logic unused;
  assign unused = ^{header[255:1], body_tdata[ConfigWidth-1:ENTRIES*8], body_tlast};

endmodule

`default_nettype wire
