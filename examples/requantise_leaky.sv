// SPDX-License-Identifier: Apache-2.0

// From 32-bit sums to 8 bits, then leaky ReLU: what follows a convolution of an int8 network.
// A stream with one beat for `Lanes` channels of a pixel; latency of two clocks, one beat a clock.
// Multipliers of the channels pass beside their sums; zero points and slopes hold for a layer.

`default_nettype none

module requantise_leaky #(
    parameter int Lanes = 4  // channels of a beat
) (
    input wire clk,
    input wire rst_n,

    input wire signed [ 7:0] sum_zero_point,     // of the requantised sums
    input wire signed [ 7:0] out_zero_point,     // behind the leaky ReLU
    input wire signed [31:0] identity_mantissa,  // multiplier of what is not negative
    input wire signed [ 7:0] identity_shift,
    input wire signed [31:0] leak_mantissa,      // multiplier of what is
    input wire signed [ 7:0] leak_shift,

    input  wire [Lanes*32-1:0] s_axis_tdata,      // sums, bias included
    input  wire [Lanes*32-1:0] s_axis_mantissas,
    input  wire [ Lanes*8-1:0] s_axis_shifts,
    input  wire                s_axis_tlast,
    input  wire                s_axis_tvalid,
    output wire                s_axis_tready,

    output logic [Lanes*8-1:0] m_axis_tdata,
    output logic               m_axis_tlast,
    output logic               m_axis_tvalid,
    input  wire                m_axis_tready
);

  logic               open_q;  // reset is over
  logic               valid_q;
  logic               last_q;
  logic [Lanes*8-1:0] words_q;
  wire                advance = !valid_q || !m_axis_tvalid || m_axis_tready;
  wire                leave = !m_axis_tvalid || m_axis_tready;

  assign s_axis_tready = open_q && advance;

  always_ff @(posedge clk) begin
    open_q <= rst_n;
    if (!rst_n) begin
      valid_q       <= 1'b0;
      m_axis_tvalid <= 1'b0;
    end else begin
      if (advance) valid_q <= s_axis_tvalid && s_axis_tready;
      if (leave) m_axis_tvalid <= valid_q;
    end
    if (advance) last_q <= s_axis_tlast;
    if (leave) m_axis_tlast <= last_q;
  end

  for (genvar i = 0; i < Lanes; i++) begin : gen_lanes
    wire signed  [31:0] sum = s_axis_tdata[i*32+:32];
    wire signed  [31:0] mantissa = s_axis_mantissas[i*32+:32];
    wire signed  [ 7:0] shift = s_axis_shifts[i*8+:8];
    wire signed  [ 7:0] word = words_q[i*8+:8];
    logic signed [31:0] scaled;
    logic signed [31:0] centred;
    logic signed [31:0] leaked;

    scale32 u_requantise (
        .value   (sum),
        .mantissa(mantissa),
        .shift   (shift),
        .scaled  (scaled)
    );

    assign centred = 32'(word) - 32'(sum_zero_point);

    scale32 u_leak (
        .value   (centred),
        .mantissa(centred < 0 ? leak_mantissa : identity_mantissa),
        .shift   (centred < 0 ? leak_shift : identity_shift),
        .scaled  (leaked)
    );

    always_ff @(posedge clk) begin
      if (advance) words_q[i*8+:8] <= clamp(scaled + 32'(sum_zero_point));
      if (leave) m_axis_tdata[i*8+:8] <= clamp(leaked + 32'(out_zero_point));
    end
  end

  function automatic logic [7:0] clamp(input logic signed [31:0] value);
    if (value > 127) clamp = 8'h7f;
    else if (value < -128) clamp = 8'h80;
    else clamp = value[7:0];
  endfunction

endmodule

`default_nettype wire
