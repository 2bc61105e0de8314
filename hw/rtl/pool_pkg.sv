// SPDX-License-Identifier: Apache-2.0
// Layout of a configuration of the pool engine: the lowest bits of the header of a config packet,
// the first field in the lowest bits. `hw/STAGES.md` is the contract, `golden/kraken/stages/pool.py`
// the table for software. What follows the accumulators travels in a struct of its own.

`default_nettype none

package pool_pkg;

  typedef struct packed {
    logic [7:0]  high;
    logic [7:0]  low;
    logic [7:0]  zero_point;
    logic [1:0]  rounding;
    logic [5:0]  shift;
    logic [31:0] mantissa;
  } pool_finish_t;

  typedef struct packed {
    pool_finish_t finish;
    logic [23:0]  bias;
    logic [23:0]  strips;     // with `rows` beats a column; those behind them have `rows_last`
    logic [15:0]  rows_last;
    logic [15:0]  rows;
    logic [15:0]  columns;    // of a strip
    logic [15:0]  stride_w;
    logic [15:0]  kernel_w;
    logic [7:0]   rows_out;
    logic [7:0]   stride_h;
    logic [7:0]   kernel_h;
    logic         whole;      // an output counts if all words of its window do, else if any does
    logic         sum;        // else the greatest
  } pool_config_t;

  localparam int POOL_CONFIG_BITS = $bits(pool_config_t);

endpackage

`default_nettype wire
