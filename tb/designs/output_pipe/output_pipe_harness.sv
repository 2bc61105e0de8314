// SPDX-License-Identifier: Apache-2.0

// The output pipe with the registers of captured sums that it reads, as the array has them.
// A capture is taken in each clock in which `capture` and `ready` are high, with all that describes
// it; with `close` it is none, and says that none comes any more. The pipe names cores by their
// number, and sees their captured sums in the same clock.

`default_nettype none

module output_pipe_harness
  import kraken_pkg::*;
#(
    parameter  int Rows        = 7,
    parameter  int Cols        = 96,
    parameter  int YWidth      = 32,
    parameter  int OutChannels = 2,
    parameter  int CoreWidth   = 7,                        // bits of a core's number
    localparam int LANES       = OutChannels * Rows,
    localparam int DATA_BYTES  = (LANES * YWidth + 7) / 8
) (
    input  wire                         clk,
    input  wire                         rst_n,
    input  wire                         capture,
    output logic                        ready,
    input  wire  [                 3:0] columns,
    input  wire  [                 3:0] tap,
    input  wire  [                 3:0] kernel_w,
    input  wire  [                 3:0] stride_w,
    input  wire  [                15:0] channels_valid,
    input  wire  [                 7:0] rows_valid,
    input  wire  [                13:0] rows_from,
    input  wire                         packet_last,
    input  wire  [Cols*Rows*YWidth-1:0] sums,
    input  wire                         close,
    input  wire  [                15:0] due,             // beats that leave because of this
    output logic                        active_differs,  // `active` says else than these beats
    output logic [    LANES*YWidth-1:0] m_axis_tdata,
    output logic [           LANES-1:0] m_axis_tuser,
    output logic [      DATA_BYTES-1:0] m_axis_tkeep,
    output logic                        m_axis_tlast,
    output logic                        m_axis_tvalid,
    input  wire                         m_axis_tready
);

  localparam int SUMS_WIDTH = Rows * YWidth;

  capture_t                              info;
  logic                                  take;
  logic                                  pipe_ready;
  logic                                  closes;
  logic                                  closed_q;
  logic                                  active;
  logic     [                      15:0] owed;  // beats that have not left
  logic     [                      15:0] owed_q;
  logic     [       Cols*SUMS_WIDTH-1:0] captured;
  logic     [ OutChannels*CoreWidth-1:0] read_cores;
  logic     [OutChannels*SUMS_WIDTH-1:0] read_sums;

  assign ready = close || pipe_ready;
  assign take = capture && pipe_ready && !close;
  assign closes = capture && close;
  assign info = {
    columns, tap, kernel_w, stride_w, channels_valid, rows_valid, rows_from, packet_last
  };

  // A beat that closes is on its way at once, sums from the clock after their capture on.
  assign owed = owed_q + (closes ? due : '0);
  assign active_differs = active != (owed != '0);

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      closed_q <= 1'b0;
      owed_q   <= '0;
    end else begin
      if (closes) closed_q <= 1'b1;
      owed_q <= owed + (take ? due : '0) - 16'(m_axis_tvalid && m_axis_tready);
    end
  end

  always_ff @(posedge clk) begin
    if (take) captured <= sums;
  end

  for (genvar m = 0; m < OutChannels; m++) begin : gen_read
    assign read_sums[m*SUMS_WIDTH+:SUMS_WIDTH] =
        captured[read_cores[m*CoreWidth+:CoreWidth]*SUMS_WIDTH+:SUMS_WIDTH];
  end

  output_pipe #(
      .Rows       (Rows),
      .YWidth     (YWidth),
      .OutChannels(OutChannels),
      .CoreWidth  (CoreWidth)
  ) u_pipe (
      .clk,
      .rst_n,
      .capture     (take),
      .capture_info(info),
      .ready       (pipe_ready),
      .close       (closes || closed_q),
      .active,
      .read_cores,
      .read_sums,
      .m_axis_tdata,
      .m_axis_tuser,
      .m_axis_tkeep,
      .m_axis_tlast,
      .m_axis_tvalid,
      .m_axis_tready
  );

endmodule

`default_nettype wire
