// SPDX-License-Identifier: Apache-2.0
// Pools strips of columns: the sum or the greatest of each window, scaled to int8. The vertical half
// comes first (pool_rows), then the horizontal one (pool_sums, told by pool_windows), then the
// scaling (requantize_channel). Beats in whose column no window ends leave nothing.
// Elastic pipeline of 11 registers and a register slice; a beat a clock. Latency: 12 clocks.

`default_nettype none

module pool_engine
  import pool_pkg::*;
  import stage_pkg::*;
#(
    parameter  int Rows        = 7,
    parameter  int OutChannels = 2,
    parameter  int Depth       = 48,                 // beats of a column at most
    parameter  int OpenWindows = 3,                  // windows that share a column at most
    parameter  int AccWidth    = 24,                 // bits of a sum
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
    output logic                   works                  // of m_axis: not a mere way through
);

  localparam int SUMS = 2;  // first register of pool_sums
  localparam int SCALE = SUMS + 2;  // first register of the scaling
  localparam int REGISTERS = SCALE + CHANNEL_REGISTERS;
  localparam int LEVELS = $clog2(Rows + 1);
  localparam int V_WIDTH = 8 + $clog2(Rows);
  localparam int ROW_WIDTH = (Depth > 1) ? $clog2(Depth) : 1;
  // What a beat takes along to pool_sums: place, slots, kind, bias; and to the scaling.
  localparam int GATHER_WIDTH = ROW_WIDTH + 2 * OpenWindows + 2 + AccWidth;
  localparam int FINISH_WIDTH = $bits(pool_finish_t) + 2;
  // And beside it: works, last, marks.
  localparam int SIDE_WIDTH = LANES + 2;

  logic         [          CONFIG_HEADER_BITS-1:0] header;
  logic                                            header_valid;
  logic                                            take;
  pool_config_t                                    coming;
  logic                                            coming_sum;
  logic                                            coming_whole;
  logic         [                      LEVELS-1:0] coming_kernel_h;
  logic         [                      LEVELS-1:0] coming_stride_h;
  logic         [                      LEVELS-1:0] coming_rows_out;
  logic         [                    AccWidth-1:0] coming_bias;
  pool_finish_t                                    coming_finish;
  logic                                            coming_works;
  logic                                            sum_q;  // its configuration
  logic                                            whole_q;
  logic         [                      LEVELS-1:0] kernel_h_q;
  logic         [                      LEVELS-1:0] stride_h_q;
  logic         [                      LEVELS-1:0] rows_out_q;
  logic         [                    AccWidth-1:0] bias_q;
  pool_finish_t                                    finish_with_q;
  logic                                            works_q;
  logic                                            active_q;  // a packet is in turn
  logic                                            fire;
  logic         [                   REGISTERS-1:0] valid_q;
  logic         [                   REGISTERS-1:0] valid_d;
  logic         [                   REGISTERS-1:0] held;  // only goes on if the next register loads
  logic         [                   REGISTERS-1:0] move;  // the register may load
  logic         [                   REGISTERS-1:0] load;  // a beat comes into it
  logic                                            skid_ready;
  logic         [                   ROW_WIDTH-1:0] row;
  logic         [                 OpenWindows-1:0] begins;
  logic         [                 OpenWindows-1:0] ends;
  logic         [                GATHER_WIDTH-1:0] gather;
  logic         [                GATHER_WIDTH-1:0] gather_0_q;
  logic         [                GATHER_WIDTH-1:0] gather_1_q;
  logic         [                   ROW_WIDTH-1:0] row_1;
  logic         [                 OpenWindows-1:0] begins_1;
  logic         [                 OpenWindows-1:0] ends_1;
  logic                                            sum_1;
  logic                                            whole_1;
  logic         [                    AccWidth-1:0] bias_1;
  logic         [                FINISH_WIDTH-1:0] finish;
  logic         [          SCALE*FINISH_WIDTH-1:0] finish_q;
  pool_finish_t                                    scaling;
  logic                                            scaling_works;
  logic                                            scaling_last;
  logic         [               LANES*V_WIDTH-1:0] v;
  logic         [                       LANES-1:0] v_marks;
  logic                                            leaves;
  logic         [              LANES*AccWidth-1:0] x;
  logic         [                       LANES-1:0] x_marks;
  logic         [                     LANES*8-1:0] y;
  logic         [CHANNEL_REGISTERS*SIDE_WIDTH-1:0] side_q;
  logic         [                  SIDE_WIDTH-1:0] side;
  logic         [                     LANES*8-1:0] data;

  logic         [                 ConfigWidth-1:0] unused_body_tdata;
  logic                                            unused_body_tlast;
  logic                                            unused_body_tvalid;

  config_reader #(
      .ConfigWidth(ConfigWidth),
      .HeaderBits (CONFIG_HEADER_BITS)
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
      .body_tdata (unused_body_tdata),
      .body_tlast (unused_body_tlast),
      .body_tvalid(unused_body_tvalid),
      .body_tready(1'b1)
  );

  assign coming          = header[POOL_CONFIG_BITS-1:0];
  assign coming_sum      = coming.sum;
  assign coming_whole    = coming.whole;
  assign coming_kernel_h = coming.kernel_h[LEVELS-1:0];
  assign coming_stride_h = coming.stride_h[LEVELS-1:0];
  assign coming_rows_out = coming.rows_out[LEVELS-1:0];
  assign coming_bias     = AccWidth'($signed(coming.bias));
  assign coming_finish   = coming.finish;
  assign coming_works    = coming.sum || coming.kernel_h != 8'd1 || coming.kernel_w != 16'd1;
  assign take            = header_valid && (!active_q || (fire && s_axis_tlast));
  assign s_axis_tready   = active_q && move[0];
  assign fire            = s_axis_tvalid && s_axis_tready;

  always_ff @(posedge clk) begin
    if (!rst_n) active_q <= 1'b0;
    else if (take) active_q <= 1'b1;
    else if (fire && s_axis_tlast) active_q <= 1'b0;
  end

  always_ff @(posedge clk) begin
    if (take) begin
      sum_q         <= coming_sum;
      whole_q       <= coming_whole;
      kernel_h_q    <= coming_kernel_h;
      stride_h_q    <= coming_stride_h;
      rows_out_q    <= coming_rows_out;
      bias_q        <= coming_bias;
      finish_with_q <= coming_finish;
      works_q       <= coming_works;
    end
  end

  pool_windows #(
      .Depth      (Depth),
      .OpenWindows(OpenWindows)
  ) u_windows (
      .clk,
      .start    (take),
      .kernel_w (coming.kernel_w),
      .stride_w (coming.stride_w),
      .columns  (coming.columns),
      .rows     (coming.rows),
      .rows_last(coming.rows_last),
      .strips   (coming.strips),
      .step     (fire),
      .row,
      .begins,
      .ends
  );

  // A beat that leaves nothing vanishes behind the first register of pool_sums.
  assign held    = valid_q & ~(REGISTERS'(!leaves) << SUMS);
  assign valid_d = {held[REGISTERS-2:0], fire};
  assign load    = move & valid_d;

  for (genvar i = 0; i < REGISTERS; i++) begin : gen_register
    assign move[i] = skid_ready || !(&held[REGISTERS-1:i]);

    always_ff @(posedge clk) begin
      if (!rst_n) valid_q[i] <= 1'b0;
      else if (move[i]) valid_q[i] <= valid_d[i];
    end
  end

  // What the configuration says goes with the beat, for the next packet's may be here already.
  assign gather = {row, begins, ends, sum_q, whole_q, bias_q};
  assign finish = {finish_with_q, works_q, s_axis_tlast};
  assign {row_1, begins_1, ends_1, sum_1, whole_1, bias_1} = gather_1_q;
  assign {scaling, scaling_works, scaling_last} = finish_q[(SCALE-1)*FINISH_WIDTH+:FINISH_WIDTH];

  always_ff @(posedge clk) begin
    if (move[0]) gather_0_q <= gather;
    if (move[1]) gather_1_q <= gather_0_q;
  end

  for (genvar i = 0; i < SCALE; i++) begin : gen_finish
    logic [FINISH_WIDTH-1:0] coming_in;

    if (i == 0) begin : gen_first
      assign coming_in = finish;
    end else begin : gen_next
      assign coming_in = finish_q[(i-1)*FINISH_WIDTH+:FINISH_WIDTH];
    end

    always_ff @(posedge clk) begin
      if (move[i]) finish_q[i*FINISH_WIDTH+:FINISH_WIDTH] <= coming_in;
    end
  end

  pool_sums #(
      .Lanes      (LANES),
      .VWidth     (V_WIDTH),
      .Depth      (Depth),
      .OpenWindows(OpenWindows),
      .AccWidth   (AccWidth)
  ) u_sums (
      .clk,
      .move    (move[SUMS+:2]),
      .in_valid(valid_q[SUMS-1]),
      .valid   (valid_q[SUMS]),
      .sum     (sum_1),
      .whole   (whole_1),
      .row     (row_1),
      .begins  (begins_1),
      .ends    (ends_1),
      .bias    (bias_1),
      .v,
      .counts  (v_marks),
      .leaves,
      .x,
      .marks   (x_marks)
  );

  for (genvar m = 0; m < OutChannels; m++) begin : gen_channel
    pool_rows #(
        .Rows(Rows)
    ) u_rows (
        .clk,
        .move    (load[0+:SUMS]),
        .sum     (sum_q),
        .whole   (whole_q),
        .kernel_h(kernel_h_q),
        .stride_h(stride_h_q),
        .rows_out(rows_out_q),
        .x       (s_axis_tdata[m*Rows*8+:Rows*8]),
        .counts  (s_axis_tuser[m*Rows+:Rows]),
        .y       (v[m*Rows*V_WIDTH+:Rows*V_WIDTH]),
        .marks   (v_marks[m*Rows+:Rows])
    );

    requantize_channel #(
        .Rows  (Rows),
        .XWidth(AccWidth)
    ) u_scaling (
        .clk,
        .move      (load[SCALE+:CHANNEL_REGISTERS]),
        .x         (x[m*Rows*AccWidth+:Rows*AccWidth]),
        .mantissa  (scaling.mantissa),
        .shift     (scaling.shift),
        .rounding  (scaling.rounding),
        .zero_point(scaling.zero_point),
        .low       (scaling.low),
        .high      (scaling.high),
        .y         (y[m*Rows*8+:Rows*8])
    );
  end

  for (genvar i = 0; i < CHANNEL_REGISTERS; i++) begin : gen_side
    logic [SIDE_WIDTH-1:0] coming_in;

    if (i == 0) begin : gen_first
      assign coming_in = {scaling_works, scaling_last, x_marks};
    end else begin : gen_next
      assign coming_in = side_q[(i-1)*SIDE_WIDTH+:SIDE_WIDTH];
    end

    always_ff @(posedge clk) begin
      if (move[SCALE+i]) side_q[i*SIDE_WIDTH+:SIDE_WIDTH] <= coming_in;
    end
  end

  assign side = side_q[(CHANNEL_REGISTERS-1)*SIDE_WIDTH+:SIDE_WIDTH];

  for (genvar l = 0; l < LANES; l++) begin : gen_lane
    assign data[l*8+:8] = side[l] ? y[l*8+:8] : '0;
  end

  axis_skid #(
      .Width(LANES * 9 + 2)
  ) u_skid (
      .clk,
      .rst_n,
      .s_axis_tdata ({side, data}),
      .s_axis_tvalid(valid_q[REGISTERS-1]),
      .s_axis_tready(skid_ready),
      .m_axis_tdata ({works, m_axis_tlast, m_axis_tuser, m_axis_tdata}),
      .m_axis_tvalid,
      .m_axis_tready
  );

  logic [31:0] rows_needed;
  logic [31:0] columns_covered;
  logic        last_2;

  assign rows_needed     = (32'(coming.rows_out) - 1) * 32'(coming.stride_h) + 32'(coming.kernel_h);
  assign columns_covered = 32'(OpenWindows) * 32'(coming.stride_w);
  assign last_2          = finish_q[SUMS*FINISH_WIDTH];

  // What registers hold before the first reset says nothing, even at an edge of the clock.
  logic reset_seen_q;

  initial reset_seen_q = 1'b0;

  always @(posedge clk) reset_seen_q <= reset_seen_q || !rst_n;

  always @(posedge clk) begin
    if (reset_seen_q && rst_n && take) begin
      assert (coming.kernel_h != 0 && coming.stride_h != 0 && coming.rows_out != 0)
      else $error("kernel, stride and out rows must be at least 1");
      assert (rows_needed <= 32'(Rows))
      else $error("the out rows need %0d rows of %0d", rows_needed, Rows);
      assert (coming.kernel_w != 0 && 32'(coming.kernel_w) <= columns_covered)
      else $error("%0d windows are open at once at most", OpenWindows);
      assert (coming.columns >= coming.kernel_w)
      else $error("no window fits into strips of %0d columns", coming.columns);
      assert (coming.rows != 0 && 32'(coming.rows) <= Depth)
      else $error("columns have %0d beats: 1 to %0d fit", coming.rows, Depth);
      assert (coming.rows_last != 0 && 32'(coming.rows_last) <= Depth)
      else $error("the last columns have %0d beats: 1 to %0d fit", coming.rows_last, Depth);
    end
    if (reset_seen_q && rst_n && valid_q[SUMS] && last_2) begin
      assert (leaves)
      else $error("the last beat of a packet leaves nothing, so its tlast is lost");
    end
  end

  initial begin
    if (Rows < 1 || Rows > 255) $fatal(1, "Rows is %0d: choose 1 to 255", Rows);
    if (OutChannels < 1) $fatal(1, "OutChannels is %0d: choose at least 1", OutChannels);
    if (Depth < 1 || Depth > 65535) $fatal(1, "Depth is %0d: choose 1 to 65535", Depth);
    if (OpenWindows < 1) $fatal(1, "OpenWindows is %0d: choose at least 1", OpenWindows);
    if (AccWidth < 16 || AccWidth > 32) $fatal(1, "AccWidth is %0d: choose 16 to 32", AccWidth);
    if (ConfigWidth < 72) $fatal(1, "ConfigWidth is %0d: choose at least 72", ConfigWidth);
  end

  logic unused;
  assign unused = ^{header, load[SUMS+:2]};

endmodule

`default_nettype wire
