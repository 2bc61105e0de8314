// SPDX-License-Identifier: Apache-2.0
// What must hold of the reader of configurations: the header is made of the packet's first beats and
// holds, the body passes as it comes, and a packet is told when its last beat has come, not before.

`default_nettype none

`include "properties.svh"

module config_reader_properties #(
    parameter int ConfigWidth = 144,
    parameter int HeaderBits  = 256
) (
    input wire                   clk,
    input wire                   rst_n,
    input wire [ConfigWidth-1:0] s_axis_config_tdata,
    input wire                   s_axis_config_tlast,
    input wire                   s_axis_config_tvalid,
    input wire                   s_axis_config_tready,
    input wire [ HeaderBits-1:0] header,
    input wire                   header_valid,
    input wire                   take,
    input wire [ConfigWidth-1:0] body_tdata,
    input wire                   body_tlast,
    input wire                   body_tvalid,
    input wire                   body_tready,
    input wire [            1:0] state_q,
    input wire [           31:0] count
);

  localparam int BEATS = (HeaderBits + ConfigWidth - 1) / ConfigWidth;  // of the header

  axis_rules #(
      .Width(ConfigWidth + 1),
      .Input(1)
  ) u_s_axis_config (
      .clk,
      .rst_n,
      .valid  (s_axis_config_tvalid),
      .ready  (s_axis_config_tready),
      .last   (s_axis_config_tlast),
      .payload({s_axis_config_tlast, s_axis_config_tdata})
  );

  axis_rules #(
      .Width(ConfigWidth + 1)
  ) u_body (
      .clk,
      .rst_n,
      .valid  (body_tvalid),
      .ready  (body_tready),
      .last   (body_tlast),
      .payload({body_tlast, body_tdata})
  );

  logic                  enters;
  logic                  in_header;
  logic [          31:0] beats_q;  // of the header that are here; BEATS within the body
  logic                  whole_q;  // the last beat came, and the packet is not taken over
  logic [HeaderBits-1:0] header_q;
  logic                  holds_q;  // the header was whole the clock before and was not taken over

  assign enters    = s_axis_config_tvalid && s_axis_config_tready;
  assign in_header = !whole_q && beats_q < BEATS;

  always @(posedge clk) begin
    if (!rst_n || (header_valid && take)) begin
      beats_q <= '0;
      whole_q <= 1'b0;
    end else if (enters) begin
      if (beats_q < BEATS) beats_q <= beats_q + 1;
      whole_q <= s_axis_config_tlast;
    end
    if (beats_q == BEATS) header_q <= header;
    holds_q <= rst_n && beats_q == BEATS && !(header_valid && take);
  end

  `SINCE_RESET(clk, rst_n)

  `ASSUME(not_short, s_axis_config_tvalid && in_header && s_axis_config_tlast,
          beats_q == BEATS - 1, "a configuration ends within its header")

  `ASSERT(told, 1'b1, header_valid == whole_q, "a packet is told before it is whole, or not then")
  `ASSERT(alone, whole_q, !s_axis_config_tready, "the next packet begins before it may")
  `ASSERT(header_ready, in_header, s_axis_config_tready, "a beat of the header waits")
  `ASSERT(passes, body_tvalid,
          {body_tlast, body_tdata} === {s_axis_config_tlast, s_axis_config_tdata},
          "a beat of the body is changed")
  `ASSERT(body_alone, body_tvalid, !in_header && !whole_q && s_axis_config_tvalid,
          "a beat passes that is none of the body")
  `ASSERT(body_all, s_axis_config_tvalid && !in_header && !whole_q, body_tvalid,
          "a beat of the body does not pass")
  `ASSERT(body_taken, body_tvalid, s_axis_config_tready == body_tready,
          "a beat of the body is taken on one side alone")
  `ASSERT(holds, holds_q, header === header_q, "the header changes before the packet is taken over")

  // A clock lies between the last beat of a packet and the first one of the next, to take it over.
  axis_answer #(
      .Clocks(1)
  ) u_answer (
      .clk,
      .rst_n,
      .valid (s_axis_config_tvalid),
      .ready (s_axis_config_tready),
      .helped(whole_q ? take : in_header || body_tready)
  );

  `COVER(no_body, header_valid && take && holds_q)
  `COVER(body_comes, body_tvalid && body_tready)

`ifdef FORMAL
  // Any two beats of the header stand in it at their places.
  (* keep *) logic pick;  // driven by nothing: the prover chooses
  logic first_q, second_q;
  logic [31:0] first_place_q, second_place_q;
  logic [ConfigWidth-1:0] first_beat_q, second_beat_q;

  always @(posedge clk) begin
    if (!rst_n || (header_valid && take)) {first_q, second_q} <= '0;
    else if (enters && in_header && pick && !first_q) begin
      first_q       <= 1'b1;
      first_place_q <= beats_q;
      first_beat_q  <= s_axis_config_tdata;
    end else if (enters && in_header && pick && !second_q) begin
      second_q       <= 1'b1;
      second_place_q <= beats_q;
      second_beat_q  <= s_axis_config_tdata;
    end
  end

  for (genvar b = 0; b < BEATS; b++) begin : gen_place
    localparam int BITS =
        ((b + 1) * ConfigWidth <= HeaderBits) ? ConfigWidth : HeaderBits - b * ConfigWidth;
    `ASSERT(first_in_place, first_q && first_place_q == b,
            header[b*ConfigWidth+:BITS] == first_beat_q[BITS-1:0], "")
    if (b > 0) begin : gen_second
      `ASSERT(second_in_place, second_q && second_place_q == b,
              header[b*ConfigWidth+:BITS] == second_beat_q[BITS-1:0], "")
    end
  end
  `ASSERT(first_before, first_q, first_place_q < beats_q, "")
  `ASSERT(second_behind, second_q,
          first_q && first_place_q < second_place_q && second_place_q < beats_q, "")
  // States of the design.
  `ASSERT(state, 1'b1, state_q == (whole_q ? 2 : (beats_q == BEATS ? 1 : 0)), "")
  `ASSERT(counted, in_header, count == beats_q, "")
  `ASSERT(counted_anew, !in_header, count == 0, "")
  `ASSERT(in_range, 1'b1, beats_q <= BEATS && (!whole_q || beats_q == BEATS), "")
`else
  `UNUSED({state_q, count})
`endif

endmodule

`ifndef __ICARUS__
bind config_reader config_reader_properties #(
    .ConfigWidth(ConfigWidth),
    .HeaderBits (HeaderBits)
) u_properties (
    .*,
    .state_q(2'(state_q)),
    .count  (32'(count_q))
);
`endif

`default_nettype wire
