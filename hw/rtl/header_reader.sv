// SPDX-License-Identifier: Apache-2.0
// Takes the header beats off the front of a packet, checks them in two clocks and lets the body
// through. `layer` holds from `start` until `packet_done`, which may come later than the end of the
// body. A faulty header ends the work for good: what comes then is taken and dropped.

`default_nettype none

module header_reader
  import kraken_pkg::*;
#(
    parameter int Rows        = 7,
    parameter int Cols        = 96,
    parameter int XWidth      = 8,
    parameter int KhMax       = 11,
    parameter int KwMax       = 11,
    parameter int SMax        = 4,
    parameter int WeightDepth = 2048,
    parameter int PixelBuses  = 2,
    parameter int PortWidth   = 64,    // bits of a beat
    parameter bit OfWeights   = 0      // which stream: names the fault of tlast in a header
) (
    input  wire                    clk,
    input  wire                    rst_n,
    input  wire                    drain,          // take everything and drop it, for good
    input  wire    [PortWidth-1:0] s_axis_tdata,
    input  wire                    s_axis_tlast,
    input  wire                    s_axis_tvalid,
    output logic                   s_axis_tready,
    output logic                   body_tvalid,    // the body shares tdata and tlast
    input  wire                    body_tready,
    input  wire                    body_done,      // the last beat of the body is taken
    input  wire                    packet_done,    // `layer` is needed no more
    output logic                   start,          // the header is legal, the body follows
    output logic                   active,         // a packet has begun and is not done
    output layer_t                 layer,          // whole with `start`, `tile_rows` a clock later
    output fault_e                 fault           // sticky
);

  localparam int BEATS = (HEADER_BITS + PortWidth - 1) / PortWidth;
  localparam int COUNT_WIDTH = (BEATS > 1) ? $clog2(BEATS) : 1;
  localparam int GROUP_MAX = KwMax + SMax - 1;
  localparam int SET_WORDS = Rows + KhMax - 1;

  typedef enum logic [2:0] {
    HEADER,
    CHECK,   // what takes one look or a product
    JUDGE,   // what compares these products
    BODY,
    WORK,
    FAULTY
  } state_e;

  // What follows from a header.
  typedef struct packed {
    fault_e      early;               // the first rule broken before the products
    fault_e      late;                // and the first one behind them
    logic [19:0] column_rows;         // S_W * C_i
    logic [19:0] reach;               // (W_o - 1) * S_W
    count_t      iteration_channels;
    count_t      iteration_cores;
    tap_t        first_phase;
    count_t      set_words;
    logic        together;
  } derived_t;

  state_e                         state_q;
  logic     [BEATS*PortWidth-1:0] bits_q;
  logic     [    COUNT_WIDTH-1:0] count_q;
  fault_e                         fault_q;
  logic                           held_q;  // the packet before left its sums in the array
  layout_t                        layout_q;  // where they are
  header_t                        header;
  // found in CHECK
  derived_t                       derived_d;
  derived_t                       derived_q;
  logic                           all_together;
  // found in JUDGE
  logic     [               23:0] tile_rows;
  count_t                         tile_rows_q;
  fault_e                         fault_d;

  // C div G, a constant for each G. The last case of this and of the next functions is also that of
  // sizes which a rule refuses: a value of its own for those could be anything.
  function automatic count_t groups(input header_t h);
    count_t count;
    count = 16'(Cols / GROUP_MAX);
    for (int g = 1; g < GROUP_MAX; g++) begin
      if ({1'b0, h.kernel_w} + {1'b0, h.stride_w} == 5'(g + 1)) count = 16'(Cols / g);
    end
    return count;
  endfunction

  // G * (C div G)
  function automatic count_t group_cores(input header_t h);
    count_t count;
    count = 16'(Cols / GROUP_MAX * GROUP_MAX);
    for (int g = 1; g < GROUP_MAX; g++) begin
      if ({1'b0, h.kernel_w} + {1'b0, h.stride_w} == 5'(g + 1)) count = 16'(Cols / g * g);
    end
    return count;
  endfunction

  function automatic tap_t first_phase(input header_t h);
    tap_t phase;
    phase = '0;
    for (int s = 1; s <= SMax; s++) begin
      for (int pad = 0; pad < KwMax; pad++) begin
        if (h.stride_w == 4'(s) && h.pad_left == 4'(pad)) phase = 4'(pad % s);
      end
    end
    return phase;
  endfunction

  // F = ceil(K_H / S_H) - 1
  function automatic count_t shifts(input header_t h);
    count_t count;
    count = '0;
    for (int f = 1; f < KhMax; f++) begin
      if ({4'b0, h.kernel_h} > 8'(f) * {4'b0, h.stride_h}) count = 16'(f);
    end
    return count;
  endfunction

  // sets * R, a constant for each number of sets
  function automatic count_t rows_of_sets(input header_t h);
    count_t count;
    count = 16'(PixelBuses * Rows);
    for (int u = 1; u < PixelBuses; u++) begin
      if (h.sets == 3'(u)) count = 16'(u * Rows);
    end
    return count;
  endfunction

  function automatic logic together(input header_t h);
    return h.kernel_h <= h.stride_h && rows_of_sets(h) <= 16'(SET_WORDS);
  endfunction

  function automatic layout_t layout_of(input header_t h);
    layout_t layout;
    layout.kernel_w      = h.kernel_w;
    layout.stride_w      = h.stride_w;
    layout.pad_left      = h.pad_left;
    layout.out_cols      = h.out_cols;
    layout.rows_last     = h.rows_last;
    layout.channels_last = h.channels_last;
    return layout;
  endfunction

  function automatic logic fits_pixel(input logic [15:0] value);
    return value == 16'($signed(value[XWidth-1:0]));
  endfunction

  // Rules 1 to 5.
  function automatic fault_e check_early(input header_t h);
    logic bad_magic;
    logic bad_kernel;
    logic bad_stride;
    logic no_size;
    logic no_group;
    bad_magic = h.magic != HEADER_MAGIC || h.zero_a != '0 || h.zero_b != '0;
    bad_kernel = h.kernel_h == '0 || h.kernel_w == '0 || h.kernel_h > 4'(KhMax) ||
                 h.kernel_w > 4'(KwMax);
    bad_stride = h.stride_h == '0 || h.stride_w == '0 || h.stride_h > 4'(SMax) ||
                 h.stride_w > 4'(SMax);
    no_size = h.channels == '0 || h.cols == '0 || h.out_cols == '0 || h.blocks == '0 ||
              h.images == '0 || h.iterations == '0;
    no_group = groups(h) == '0;
    return bad_magic  ? FAULT_HEADER :
           bad_kernel ? FAULT_KERNEL :
           bad_stride ? FAULT_STRIDE :
           no_size    ? FAULT_SIZE :
           no_group   ? FAULT_GROUP :
                        FAULT_NONE;
  endfunction

  // Rules 9, 10 and 14.
  function automatic fault_e check_late(input header_t h, input logic held, input layout_t layout);
    logic one_column;
    logic bad_flags;
    logic bad_zero_point;
    logic bad_buses;
    one_column = h.images == 16'd1 && h.blocks == 16'd1 && h.cols == 16'd1 && h.iterations == 16'd1;
    bad_flags = ((h.accumulate || h.hold) && !one_column) || h.accumulate != held ||
                (held && layout_of(h) != layout);
    bad_zero_point = !fits_pixel(h.zero_point);
    bad_buses = h.sets == '0 || h.sets > 3'(PixelBuses) ||
                (h.sets == 3'd1 ? h.share != '0 || h.stack_blocks != '0
                                : h.share == '0 || h.accumulate || h.hold);
    return bad_flags      ? FAULT_FLAGS :
           bad_zero_point ? FAULT_ZERO_POINT :
           bad_buses      ? FAULT_BUSES :
                            FAULT_NONE;
  endfunction

  // Rules 6 to 8, and which of the others count.
  function automatic fault_e judge(input header_t h, input fault_e early, input fault_e late,
                                   input logic [23:0] rows, input logic [19:0] reach,
                                   input count_t channels);
    return (early != FAULT_NONE)                                               ? early :
           (rows > 24'(WeightDepth))                                           ? FAULT_DEPTH :
           (h.pad_left >= h.kernel_w)                                          ? FAULT_PADDING :
           ({1'b0, reach} > {5'b0, h.cols} - 21'd1 + {17'b0, h.pad_left})      ? FAULT_PADDING :
           (h.rows_last == '0 || h.rows_last > 8'(Rows))                       ? FAULT_LANES :
           (h.channels_last == '0 || h.channels_last > channels)               ? FAULT_LANES :
                                                                                 late;
  endfunction

  assign header = bits_q[HEADER_BITS-1:0];
  assign tile_rows = {4'b0, derived_q.column_rows} * {20'b0, header.kernel_h};
  assign fault_d = judge(
      header,
      derived_q.early,
      derived_q.late,
      tile_rows,
      derived_q.reach,
      derived_q.iteration_channels
  );

  assign layer.header = header;
  assign layer.tile_rows = tile_rows_q;
  assign layer.iteration_channels = derived_q.iteration_channels;
  assign layer.iteration_cores = derived_q.iteration_cores;
  assign layer.first_phase = derived_q.first_phase;
  assign layer.set_words = derived_q.set_words;
  assign layer.together = derived_q.together;

  assign s_axis_tready = drain || state_q == HEADER || state_q == FAULTY ||
                         (state_q == BODY && body_tready);
  assign body_tvalid = state_q == BODY && s_axis_tvalid && !drain;
  assign start = state_q == JUDGE && fault_d == FAULT_NONE && !drain;
  assign active        = state_q == CHECK || state_q == JUDGE || state_q == BODY ||
                         state_q == WORK || count_q != '0;
  assign fault = fault_q;

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      state_q <= HEADER;
      count_q <= '0;
      held_q  <= 1'b0;
      fault_q <= FAULT_NONE;
    end else if (drain) begin
      state_q <= FAULTY;
      count_q <= '0;
    end else begin
      case (state_q)
        HEADER: begin
          if (s_axis_tvalid) begin
            count_q <= (count_q == COUNT_WIDTH'(BEATS - 1)) ? '0 : count_q + 1'b1;
            if (s_axis_tlast) begin
              state_q <= FAULTY;
              count_q <= '0;
              fault_q <= OfWeights ? FAULT_WEIGHT_LAST : FAULT_PIXEL_LAST;
            end else if (count_q == COUNT_WIDTH'(BEATS - 1)) begin
              state_q <= CHECK;
            end
          end
        end
        CHECK: state_q <= JUDGE;
        JUDGE: begin
          state_q <= (fault_d == FAULT_NONE) ? BODY : FAULTY;
          fault_q <= fault_d;
          held_q  <= header.hold;
        end
        BODY: begin
          if (packet_done) state_q <= HEADER;
          else if (body_done) state_q <= WORK;
        end
        WORK: begin
          if (packet_done) state_q <= HEADER;
        end
        default: begin  // FAULTY: only reset leads out
        end
      endcase
    end
  end

  // Of what is there while a beat is due, the beat itself comes last and stays.
  for (genvar b = 0; b < BEATS; b++) begin : gen_beat
    always_ff @(posedge clk) begin
      if (state_q == HEADER && count_q == COUNT_WIDTH'(b)) begin
        bits_q[b*PortWidth+:PortWidth] <= s_axis_tdata;
      end
    end
  end

  // What follows from the header: not in the registers' own block, so that simulators look at it
  // only when the header changes.
  assign all_together = together(header);
  assign derived_d.early = check_early(header);
  assign derived_d.late = check_late(header, held_q, layout_q);
  assign derived_d.column_rows = {4'b0, header.channels} * {16'b0, header.stride_w};
  assign derived_d.reach = {4'b0, header.out_cols - 16'd1} * {16'b0, header.stride_w};
  assign derived_d.iteration_channels = groups(header) * {12'b0, header.stride_w};
  assign derived_d.iteration_cores = group_cores(header);
  assign derived_d.first_phase = first_phase(header);
  assign derived_d.together = all_together;
  assign derived_d.set_words = all_together ? rows_of_sets(header) : 16'(Rows) + shifts(header);

  // It comes a clock behind the header: in JUDGE it is of the whole one, and stays while that does.
  always_ff @(posedge clk) derived_q <= derived_d;

  always_ff @(posedge clk) begin
    if (start) begin
      layout_q    <= layout_of(header);
      tile_rows_q <= tile_rows[15:0];
    end
  end

  if (BEATS * PortWidth > HEADER_BITS) begin : gen_unused
    logic unused;
    assign unused = ^bits_q[BEATS*PortWidth-1:HEADER_BITS];
  end

endmodule

`default_nettype wire
