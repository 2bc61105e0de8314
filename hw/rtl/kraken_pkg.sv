// SPDX-License-Identifier: Apache-2.0
// What the modules of the engine share: the header of a packet, the fault codes and the words of
// control that travel with the data. hw/README.md gives the meaning of every field.

`default_nettype none

package kraken_pkg;

  localparam int HEADER_BITS = 192;
  localparam logic [7:0] HEADER_MAGIC = 8'h4B;
  localparam int BUSES_MAX = 4;  // sets of pixels that the header can name

  typedef logic [15:0] count_t;  // a size of a layer
  typedef logic [3:0] tap_t;  // a row or column of a kernel, or a stride
  typedef logic [7:0] rows_t;  // rows of the array
  typedef logic [13:0] bound_t;  // the first core of a share; may lie behind the last core

  typedef struct packed {
    count_t      channels_last;  // channels of the last iteration
    logic [7:0]  stack_blocks;   // blocks that lie on one another, 0 without a stack
    rows_t       rows_last;      // output rows of the last block
    count_t      iterations;     // T
    count_t      images;         // N
    count_t      blocks;         // L
    count_t      out_cols;       // W_o
    count_t      cols;           // W
    count_t      channels;       // C_i of a bus
    logic [11:0] share;          // cores that share a bus, 0 with one set
    tap_t        pad_left;
    logic [15:0] zero_point;     // x_zp, signed
    tap_t        stride_w;
    tap_t        stride_h;
    tap_t        kernel_w;
    tap_t        kernel_h;
    logic [1:0]  zero_b;
    logic [2:0]  sets;           // sets of pixels of a load, one a bus
    logic        zero_a;
    logic        hold;
    logic        accumulate;
    logic [7:0]  magic;
  } header_t;

  // What decides where the array keeps the sums of a packet of one column.
  typedef struct packed {
    tap_t   kernel_w;
    tap_t   stride_w;
    tap_t   pad_left;
    count_t out_cols;
    rows_t  rows_last;
    count_t channels_last;
  } layout_t;

  // A header that was found legal, with what follows from it.
  typedef struct packed {
    header_t header;
    count_t  tile_rows;           // S_W * C_i * K_H
    count_t  iteration_channels;  // S_W * E
    count_t  iteration_cores;     // G * E
    tap_t    first_phase;         // pad_left mod S_W
    count_t  set_words;           // words that are gathered first: of a set, or of all together
    logic    together;            // the sets of a load lie behind one another
  } layer_t;

  // Where a step stands in the loops of its packet.
  typedef struct packed {
    logic load_begins;     // it is the first step that uses its load of pixels
    logic load_last;       // its load is the last of the packet
    logic col_begins;      // first step of its input column
    logic col_first;       // its input column is the first of the block
    logic col_ends;        // last step of its input column
    logic col_last;        // its input column is the last of the block
    logic block_last;      // its block is the last of the image
    logic image_last;      // its image is the last of the iteration
    logic iteration_last;  // its iteration is the last of the packet
    logic block_ends;      // last step of its block
    logic iteration_ends;  // last step of its iteration
    logic packet_ends;     // last step of its packet
  } place_t;

  // Finished sums of one input column, on their way to the output pipe.
  typedef struct packed {
    tap_t   columns;         // output columns that leave, at least 1
    tap_t   tap;             // core within its group, less s, that holds the first of them
    tap_t   kernel_w;
    tap_t   stride_w;
    count_t channels_valid;  // channels that leave, at least 1
    rows_t  rows_valid;      // rows that the layer has, for the cores from `rows_from` on
    bound_t rows_from;       // the cores before it have all rows
    logic   packet_last;
  } capture_t;

  typedef enum logic [3:0] {
    FAULT_NONE        = 4'd0,
    FAULT_HEADER      = 4'd1,
    FAULT_KERNEL      = 4'd2,
    FAULT_STRIDE      = 4'd3,
    FAULT_SIZE        = 4'd4,
    FAULT_GROUP       = 4'd5,
    FAULT_DEPTH       = 4'd6,
    FAULT_PADDING     = 4'd7,
    FAULT_LANES       = 4'd8,
    FAULT_FLAGS       = 4'd9,
    FAULT_ZERO_POINT  = 4'd10,
    FAULT_PIXEL_LAST  = 4'd11,
    FAULT_WEIGHT_LAST = 4'd12,
    FAULT_MISMATCH    = 4'd13,
    FAULT_BUSES       = 4'd14
  } fault_e;

endpackage

`default_nettype wire
