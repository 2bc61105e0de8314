// SPDX-License-Identifier: Apache-2.0
`default_nettype none

package mixed_pkg;

  localparam logic [7:0] MAGIC = 8'h4B;

  typedef logic [7:0] byte_t;

  typedef enum logic [1:0] {
    IDLE,
    WORK,
    DONE
  } state_e;

  typedef struct packed {
    byte_t high;
    byte_t low;
    logic  flag;
    logic  mark;
  } pair_t;

endpackage

`default_nettype wire
