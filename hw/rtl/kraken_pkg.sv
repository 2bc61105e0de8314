// What the modules of the engine share: the header of a packet, the fault codes and the words of
// control that travel with the data. hw/README.md gives the meaning of every field.

`default_nettype none

package kraken_pkg;

  localparam int HEADER_BITS = 192;
  localparam logic [7:0] HEADER_MAGIC = 8'h4B;

  typedef struct packed {
    logic [15:0] channels_last;  // channels of the last iteration
    logic [7:0]  zero_c;
    logic [7:0]  rows_last;      // output rows of the last block
    logic [15:0] iterations;     // T
    logic [15:0] images;         // N
    logic [15:0] blocks;         // L
    logic [15:0] out_cols;       // W_o
    logic [15:0] cols;           // W
    logic [15:0] channels;       // C_i
    logic [11:0] zero_b;
    logic [3:0]  pad_left;
    logic [15:0] zero_point;     // x_zp, signed
    logic [3:0]  stride_w;
    logic [3:0]  stride_h;
    logic [3:0]  kernel_w;
    logic [3:0]  kernel_h;
    logic [5:0]  zero_a;
    logic        hold;
    logic        accumulate;
    logic [7:0]  magic;
  } header_t;

  // What decides where the array keeps the sums of a packet of one column.
  typedef struct packed {
    logic [3:0]  kernel_w;
    logic [3:0]  stride_w;
    logic [3:0]  pad_left;
    logic [15:0] out_cols;
    logic [7:0]  rows_last;
    logic [15:0] channels_last;
  } layout_t;

  // A header that was found legal, with what follows from it.
  typedef struct packed {
    header_t     header;
    logic [15:0] tile_rows;           // S_W * C_i * K_H
    logic [15:0] iteration_channels;  // S_W * E
    logic [3:0]  first_phase;         // pad_left mod S_W
    logic [3:0]  shifts;              // F
  } layer_t;

  // Finished sums of one input column, on their way to the output pipe.
  typedef struct packed {
    logic [3:0]  columns;             // output columns that leave, at least 1
    logic [3:0]  tap;                 // core within its group, less s, that holds the first of them
    logic [3:0]  kernel_w;
    logic [3:0]  stride_w;
    logic [15:0] iteration_channels;  // channels that leave
    logic [15:0] channels_valid;      // those of them that the layer has
    logic [7:0]  rows_valid;          // rows that the layer has
    logic        packet_last;
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
    FAULT_MISMATCH    = 4'd13
  } fault_e;

endpackage

`default_nettype wire
