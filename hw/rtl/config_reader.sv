// SPDX-License-Identifier: Apache-2.0
// Takes the header off the front of a configuration packet and lets the body through. `header` holds
// from the first body beat until the packet is taken over: it is whole a clock after its last beat.
// Latency: none for the body; `header_valid` comes a clock after the packet's last beat.

`default_nettype none

module config_reader #(
    parameter int ConfigWidth = 144,  // bits of a beat
    parameter int HeaderBits  = 256   // bits in front of the body
) (
    input  wire                    clk,
    input  wire                    rst_n,
    input  wire  [ConfigWidth-1:0] s_axis_config_tdata,
    input  wire                    s_axis_config_tlast,
    input  wire                    s_axis_config_tvalid,
    output logic                   s_axis_config_tready,
    output logic [ HeaderBits-1:0] header,
    output logic                   header_valid,          // the whole packet has come
    input  wire                    take,                  // with header_valid: the next may come
    output logic [ConfigWidth-1:0] body_tdata,
    output logic                   body_tlast,
    output logic                   body_tvalid,           // `header` is whole
    input  wire                    body_tready
);

  localparam int BEATS = (HeaderBits + ConfigWidth - 1) / ConfigWidth;
  localparam int COUNT_WIDTH = (BEATS > 1) ? $clog2(BEATS) : 1;

  typedef enum logic [1:0] {
    HEADER,
    BODY,
    READY
  } state_e;

  state_e                         state_q;
  logic   [BEATS*ConfigWidth-1:0] bits_q;
  logic   [      COUNT_WIDTH-1:0] count_q;  // beats of the header that are here
  logic                           fire;
  logic                           header_done;

  assign s_axis_config_tready = state_q == HEADER || (state_q == BODY && body_tready);
  assign fire                 = s_axis_config_tvalid && s_axis_config_tready;
  assign header_done          = count_q == COUNT_WIDTH'(BEATS - 1);
  assign header               = bits_q[HeaderBits-1:0];
  assign header_valid         = state_q == READY;
  assign body_tdata           = s_axis_config_tdata;
  assign body_tlast           = s_axis_config_tlast;
  assign body_tvalid          = state_q == BODY && s_axis_config_tvalid;

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      state_q <= HEADER;
      count_q <= '0;
    end else begin
      case (state_q)
        HEADER: begin
          if (fire) begin
            count_q <= header_done ? '0 : count_q + 1'b1;
            if (header_done) state_q <= s_axis_config_tlast ? READY : BODY;
          end
        end
        BODY: begin
          if (fire && s_axis_config_tlast) state_q <= READY;
        end
        default: begin  // READY
          if (take) state_q <= HEADER;
        end
      endcase
    end
  end

  // Of what is there while a beat is due, the beat itself comes last and stays.
  for (genvar b = 0; b < BEATS; b++) begin : gen_beat
    always_ff @(posedge clk) begin
      if (state_q == HEADER && count_q == COUNT_WIDTH'(b)) begin
        bits_q[b*ConfigWidth+:ConfigWidth] <= s_axis_config_tdata;
      end
    end
  end

  // What registers hold before the first reset says nothing, even at an edge of the clock.
  logic reset_seen_q;

  initial reset_seen_q = 1'b0;

  always @(posedge clk) reset_seen_q <= reset_seen_q || !rst_n;

  always @(posedge clk) begin
    if (reset_seen_q && rst_n && state_q == HEADER && s_axis_config_tvalid) begin
      assert (header_done || !s_axis_config_tlast)
      else $error("a configuration ends within its header of %0d beats", BEATS);
    end
  end

  initial begin
    if (ConfigWidth < 1) $fatal(1, "ConfigWidth is %0d: choose at least 1", ConfigWidth);
    if (HeaderBits < 1) $fatal(1, "HeaderBits is %0d: choose at least 1", HeaderBits);
  end

  if (BEATS * ConfigWidth > HeaderBits) begin : gen_unused
    logic unused;
    assign unused = ^bits_q[BEATS*ConfigWidth-1:HeaderBits];
  end

endmodule

`default_nettype wire
