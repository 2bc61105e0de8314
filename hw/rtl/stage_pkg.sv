// SPDX-License-Identifier: Apache-2.0
// What the stages behind the engine share: the size of a configuration's header, the entry of a
// channel, and how a product is rounded. hw/STAGES.md gives the meaning of every field.

`default_nettype none

package stage_pkg;

  localparam int CONFIG_HEADER_BITS = 256;
  localparam int ENTRY_BITS = 72;  // bias, mantissa and shift of one channel
  localparam int CHANNEL_REGISTERS = 7;  // of requantize_channel

  localparam logic [1:0] ROUND_DOUBLE = 2'd0;  // first to 2^-31, then halves away from zero
  localparam logic [1:0] ROUND_AWAY = 2'd1;  // once, halves away from zero
  localparam logic [1:0] ROUND_UP = 2'd2;  // once, halves upwards

endpackage

`default_nettype wire
