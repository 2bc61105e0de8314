// Sends captured sums, OutChannels channels of one output column a clock, while the array computes.
// Channel ch of an iteration leaves from core (ch div S_W)*G + ch mod S_W + tap, so the core of the
// next channel is one to the right, or K_W where a new group begins; the next output column has a
// tap less by S_W. A new capture may come in the clock in which the one before sends its last beat.
// Latency: two clocks from `capture` to tvalid.

`default_nettype none

module output_pipe
  import kraken_pkg::*;
#(
    parameter int Rows        = 7,
    parameter int YWidth      = 32,
    parameter int OutChannels = 4,
    parameter int CoreWidth   = 7
) (
    input wire clk,
    input wire rst_n,
    input wire capture,
    input capture_t capture_info,
    output logic ready,  // a capture may come in this clock
    output logic [OutChannels*CoreWidth-1:0] read_cores,
    input wire [OutChannels*Rows*YWidth-1:0] read_sums,
    output logic [OutChannels*Rows*YWidth-1:0] m_axis_tdata,
    output logic [OutChannels*Rows-1:0] m_axis_tkeep,
    output logic m_axis_tlast,
    output logic m_axis_tvalid,
    input wire m_axis_tready
);

  localparam int LANES = OutChannels * Rows;
  localparam int DATA_WIDTH = LANES * YWidth;

  capture_t                  info_q;
  logic     [           3:0] kernel_w;
  logic     [           3:0] stride_w;
  logic     [          15:0] channels_valid;
  logic     [           7:0] rows_valid;
  logic                      busy_q;
  logic     [           3:0] tap_q;  // of the output column that leaves
  logic     [           3:0] columns_q;  // still to leave, this one included
  logic     [          15:0] channel_q;  // first channel of the beat
  logic     [ CoreWidth-1:0] core_q;  // its core
  logic     [           3:0] offset_q;  // its place among the S_W channels of its group
  logic     [ CoreWidth-1:0] core_d;
  logic     [           3:0] offset_d;
  logic                      send;
  logic                      column_done;
  logic                      capture_done;
  logic     [DATA_WIDTH-1:0] data;
  logic     [     LANES-1:0] keep;
  logic                      last;
  logic                      skid_ready;

  assign kernel_w       = info_q.kernel_w;
  assign stride_w       = info_q.stride_w;
  assign channels_valid = info_q.channels_valid;
  assign rows_valid     = info_q.rows_valid;

  // Cores of the beat's channels, and of the first channel of the next beat.
  always_comb begin
    core_d   = core_q;
    offset_d = offset_q;
    for (int m = 0; m < OutChannels; m++) begin
      read_cores[m*CoreWidth+:CoreWidth] = core_d;
      if (offset_d + 4'd1 == stride_w) begin
        core_d   = core_d + CoreWidth'(kernel_w);
        offset_d = '0;
      end else begin
        core_d   = core_d + 1'b1;
        offset_d = offset_d + 4'd1;
      end
    end
  end

  always_comb begin
    for (int m = 0; m < OutChannels; m++) begin
      for (int r = 0; r < Rows; r++) begin
        keep[m*Rows+r] = 32'(channel_q) + m < 32'(channels_valid) && r < 32'(rows_valid);
        data[(m*Rows+r)*YWidth+:YWidth] =
            keep[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth] : '0;
      end
    end
  end

  assign send         = busy_q && skid_ready;
  assign column_done  = 32'(channel_q) + OutChannels >= 32'(info_q.iteration_channels);
  assign capture_done = column_done && columns_q == 4'd1;
  assign last         = capture_done && info_q.packet_last;
  assign ready        = !busy_q || (send && capture_done);

  always_ff @(posedge clk) begin
    if (!rst_n) busy_q <= 1'b0;
    else if (capture) busy_q <= 1'b1;
    else if (send && capture_done) busy_q <= 1'b0;
  end

  always_ff @(posedge clk) begin
    if (capture) begin
      info_q    <= capture_info;
      tap_q     <= capture_info.tap;
      columns_q <= capture_info.columns;
      channel_q <= '0;
      core_q    <= CoreWidth'(capture_info.tap);
      offset_q  <= '0;
    end else if (send && column_done) begin
      tap_q     <= tap_q - stride_w;
      columns_q <= columns_q - 4'd1;
      channel_q <= '0;
      core_q    <= CoreWidth'(tap_q - stride_w);
      offset_q  <= '0;
    end else if (send) begin
      channel_q <= channel_q + 16'(OutChannels);
      core_q    <= core_d;
      offset_q  <= offset_d;
    end
  end

  axis_skid #(
      .Width(DATA_WIDTH + LANES + 1)
  ) u_skid (
      .clk,
      .rst_n,
      .s_axis_block (1'b0),
      .s_axis_tdata ({last, keep, data}),
      .s_axis_tvalid(busy_q),
      .s_axis_tready(skid_ready),
      .m_axis_tdata ({m_axis_tlast, m_axis_tkeep, m_axis_tdata}),
      .m_axis_tvalid,
      .m_axis_tready
  );

endmodule

`default_nettype wire
