// SPDX-License-Identifier: Apache-2.0
// Sends captured sums, OutChannels channels of one output column a clock, while the array computes.
// Channel ch of an iteration leaves from core (ch div S_W)*G + ch mod S_W + tap, so the core of the
// next channel is one to the right, or K_W where a new group begins; the next output column has a
// tap less by S_W. A new capture may come in the clock in which the one before sends its last beat.
// Latency: two clocks from `capture` to tvalid.

`default_nettype none

module output_pipe
  import kraken_pkg::*;
#(
    parameter  int Rows        = 7,
    parameter  int YWidth      = 32,
    parameter  int OutChannels = 2,
    parameter  int CoreWidth   = 7,                        // bits of a core's number
    localparam int LANES       = OutChannels * Rows,
    localparam int DATA_BYTES  = (LANES * YWidth + 7) / 8
) (
    input  wire                                  clk,
    input  wire                                  rst_n,
    input  wire                                  capture,
    input  capture_t                             capture_info,
    output logic                                 ready,          // a capture may come in this clock
    input  wire                                  close,          // no capture comes any more
    output logic                                 active,         // sums are on their way
    output logic     [OutChannels*CoreWidth-1:0] read_cores,
    input  wire      [         LANES*YWidth-1:0] read_sums,
    output logic     [         LANES*YWidth-1:0] m_axis_tdata,
    output logic     [                LANES-1:0] m_axis_tuser,   // one bit a word: it is a sum
    output logic     [           DATA_BYTES-1:0] m_axis_tkeep,   // one bit a byte
    output logic                                 m_axis_tlast,
    output logic                                 m_axis_tvalid,
    input  wire                                  m_axis_tready
);

  localparam int DATA_WIDTH = LANES * YWidth;

  capture_t                             info_q;
  logic                                 busy_q;
  tap_t                                 tap_q;  // of the output column that leaves
  tap_t                                 columns_q;  // still to leave, this one included
  count_t                               channel_q;  // first channel of the beat
  logic     [OutChannels*CoreWidth-1:0] cores_q;  // cores of the beat's channels
  tap_t                                 offset_q;  // place of the last of them in its group
  tap_t                                 kernel_w;
  tap_t                                 stride_w;
  tap_t                                 tap;
  logic     [            CoreWidth-1:0] core_last;
  logic     [OutChannels*CoreWidth-1:0] cores_d;
  tap_t                                 offset_d;
  logic                                 open_q;  // a packet has left in part
  logic                                 closing;  // the beat only ends that packet
  logic                                 send;
  logic                                 column_done;
  logic                                 capture_done;
  count_t                               channel_next;
  logic     [           DATA_WIDTH-1:0] data;
  logic     [                LANES-1:0] user;
  logic     [                LANES-1:0] tail;  // the word or one behind it is a sum
  logic     [           DATA_BYTES-1:0] keep;
  logic                                 last;
  logic                                 skid_ready;

  // Cores of the next beat's channels.
  assign kernel_w  = capture ? capture_info.kernel_w : info_q.kernel_w;
  assign stride_w  = capture ? capture_info.stride_w : info_q.stride_w;
  assign tap       = capture ? capture_info.tap : tap_q - stride_w;
  assign core_last = cores_q[(OutChannels-1)*CoreWidth+:CoreWidth];

  always_comb begin
    logic [CoreWidth-1:0] core;
    tap_t                 offset;
    core     = core_last;
    offset   = offset_q;
    cores_d  = '0;
    offset_d = '0;
    for (int m = 0; m < OutChannels; m++) begin
      if (m == 0 && (capture || column_done)) begin
        core   = CoreWidth'(tap);
        offset = '0;
      end else if (offset + 4'd1 == stride_w) begin
        core   = core + CoreWidth'(kernel_w);
        offset = '0;
      end else begin
        core   = core + 1'b1;
        offset = offset + 4'd1;
      end
      cores_d[m*CoreWidth+:CoreWidth] = core;
      offset_d                        = offset;
    end
  end

  for (genvar m = 0; m < OutChannels; m++) begin : gen_channel
    logic exists;
    logic all_rows;

    assign exists   = !closing && channel_q + count_t'(m) < info_q.channels_valid;
    assign all_rows = bound_t'(cores_q[m*CoreWidth+:CoreWidth]) < info_q.rows_from;

    for (genvar r = 0; r < Rows; r++) begin : gen_row
      assign user[m*Rows+r] = exists && (all_rows || rows_t'(r) < info_q.rows_valid);
      assign data[(m*Rows+r)*YWidth+:YWidth] =
          user[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth] : '0;
    end
  end

  for (genvar i = 0; i < LANES; i++) begin : gen_tail
    assign tail[i] = |user[LANES-1:i];
  end

  // A byte that the last sum ends in is kept as a whole.
  for (genvar b = 0; b < DATA_BYTES; b++) begin : gen_byte
    assign keep[b] = !last || tail[b*8/YWidth];
  end

  assign read_cores   = cores_q;
  assign closing      = close && open_q && !busy_q;
  assign send         = busy_q && skid_ready;
  assign channel_next = channel_q + count_t'(OutChannels);
  assign column_done  = channel_next >= info_q.channels_valid;
  assign capture_done = column_done && columns_q == 4'd1;
  assign last         = closing || (capture_done && info_q.packet_last);
  assign ready        = !busy_q || (send && capture_done);
  assign active       = busy_q || closing || m_axis_tvalid;

  always_ff @(posedge clk) begin
    if (!rst_n) busy_q <= 1'b0;
    else if (capture) busy_q <= 1'b1;
    else if (send && capture_done) busy_q <= 1'b0;
  end

  always_ff @(posedge clk) begin
    if (!rst_n) open_q <= 1'b0;
    else if (send) open_q <= !last;
    else if (closing && skid_ready) open_q <= 1'b0;
  end

  always_ff @(posedge clk) begin
    if (capture) begin
      info_q    <= capture_info;
      tap_q     <= capture_info.tap;
      columns_q <= capture_info.columns;
    end else if (send && column_done) begin
      tap_q     <= tap_q - info_q.stride_w;
      columns_q <= columns_q - 4'd1;
    end
  end

  always_ff @(posedge clk) begin
    if (capture || send) begin
      channel_q <= (capture || column_done) ? '0 : channel_next;
      cores_q   <= cores_d;
      offset_q  <= offset_d;
    end
  end

  // What registers hold before the first reset says nothing, even at an edge of the clock.
  logic reset_seen_q;

  initial reset_seen_q = 1'b0;

  always @(posedge clk) reset_seen_q <= reset_seen_q || !rst_n;

  always @(posedge clk) begin
    if (reset_seen_q && rst_n && capture) begin
      assert (ready)
      else $error("a capture comes while sums of the one before wait");
    end
  end

  axis_skid #(
      .Width(DATA_WIDTH + LANES + DATA_BYTES + 1)
  ) u_skid (
      .clk,
      .rst_n,
      .s_axis_tdata ({last, keep, user, data}),
      .s_axis_tvalid(busy_q || closing),
      .s_axis_tready(skid_ready),
      .m_axis_tdata ({m_axis_tlast, m_axis_tkeep, m_axis_tuser, m_axis_tdata}),
      .m_axis_tvalid,
      .m_axis_tready
  );

endmodule

`default_nettype wire
