// Takes the header beats off the front of a packet, checks them and lets the body through.
// The body follows one clock after the last header beat. `layer` holds until `packet_done`, which
// may come later than the end of the body. A faulty header stops the stream for good.

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
    parameter int PortWidth   = 64,    // bits of a beat
    parameter bit OfWeights   = 0      // which stream: names the fault of tlast within a header
) (
    input  wire                    clk,
    input  wire                    rst_n,
    input  wire                    stop,           // take no further packet
    input  wire    [PortWidth-1:0] s_axis_tdata,
    input  wire                    s_axis_tlast,
    input  wire                    s_axis_tvalid,
    output logic                   s_axis_tready,
    output logic                   body_tvalid,    // the body shares tdata and tlast
    input  wire                    body_tready,
    input  wire                    body_done,      // the last beat of the body is taken
    input  wire                    packet_done,    // `layer` is needed no more
    output logic                   start,          // `layer.header` is legal, the rest follows
    output layer_t                 layer,
    output fault_e                 fault           // sticky
);

  localparam int BEATS = (HEADER_BITS + PortWidth - 1) / PortWidth;
  localparam int COUNT_WIDTH = (BEATS > 1) ? $clog2(BEATS) : 1;
  localparam int GROUP_MAX = KwMax + SMax - 1;

  typedef enum logic [2:0] {
    HEADER,
    CHECK,
    BODY,
    WORK,
    FAULTY
  } state_e;

  state_e                        state_q;
  logic    [BEATS*PortWidth-1:0] bits_q;
  logic    [BEATS*PortWidth-1:0] bits_d;
  logic    [    COUNT_WIDTH-1:0] count_q;
  logic                          held_q;  // the packet before left its sums in the array
  layout_t                       layout_q;  // where they are
  logic    [               15:0] tile_rows_q;
  logic    [               15:0] iteration_channels_q;
  logic    [                3:0] first_phase_q;
  logic    [                3:0] shifts_q;
  header_t                       header;
  fault_e                        fault_d;

  // S_W * floor(Cols / G): Cols/g is a constant for each g.
  function automatic logic [15:0] iteration_channels(input header_t h);
    logic [ 4:0] group;
    logic [15:0] groups;
    group  = 5'(h.kernel_w) + 5'(h.stride_w) - 5'd1;
    groups = '0;
    for (int g = 1; g <= GROUP_MAX; g++) begin
      if (32'(group) == g) groups = 16'(Cols / g);
    end
    return groups * 16'(h.stride_w);
  endfunction

  function automatic logic [3:0] first_phase(input header_t h);
    logic [3:0] phase;
    phase = '0;
    for (int s = 1; s <= SMax; s++) begin
      for (int pad = 0; pad < KwMax; pad++) begin
        if (32'(h.stride_w) == s && 32'(h.pad_left) == pad) phase = 4'(pad % s);
      end
    end
    return phase;
  endfunction

  // ceil(K_H / S_H) - 1
  function automatic logic [3:0] shifts(input header_t h);
    logic [3:0] count;
    count = '0;
    for (int f = 1; f < KhMax; f++) begin
      if (32'(h.kernel_h) > f * 32'(h.stride_h)) count = 4'(f);
    end
    return count;
  endfunction

  function automatic logic [31:0] tile_rows(input header_t h);
    return 32'(h.channels) * (32'(h.stride_w) * 32'(h.kernel_h));
  endfunction

  function automatic layout_t layout_of(input header_t h);
    return {h.kernel_w, h.stride_w, h.pad_left, h.out_cols, h.rows_last, h.channels_last};
  endfunction

  function automatic logic fits_pixel(input logic [15:0] value);
    return value == 16'($signed(value[XWidth-1:0]));
  endfunction

  function automatic fault_e check(input header_t h, input logic held, input layout_t layout);
    logic one_column;
    one_column = h.images == 16'd1 && h.blocks == 16'd1 && h.cols == 16'd1 && h.iterations == 16'd1;
    if (h.magic != HEADER_MAGIC || h.zero_a != '0 || h.zero_b != '0 || h.zero_c != '0)
      return FAULT_HEADER;
    if (h.kernel_h == '0 || h.kernel_w == '0 || 32'(h.kernel_h) > KhMax || 32'(h.kernel_w) > KwMax)
      return FAULT_KERNEL;
    if (h.stride_h == '0 || h.stride_w == '0 || 32'(h.stride_h) > SMax || 32'(h.stride_w) > SMax)
      return FAULT_STRIDE;
    if (h.channels == '0 || h.cols == '0 || h.out_cols == '0 || h.blocks == '0 || h.images == '0 ||
        h.iterations == '0)
      return FAULT_SIZE;
    if (32'(h.kernel_w) + 32'(h.stride_w) - 1 > Cols) return FAULT_GROUP;
    if (tile_rows(h) > WeightDepth) return FAULT_DEPTH;
    if (h.pad_left >= h.kernel_w) return FAULT_PADDING;
    if ((32'(h.out_cols) - 1) * 32'(h.stride_w) > 32'(h.cols) - 1 + 32'(h.pad_left))
      return FAULT_PADDING;
    if (h.rows_last == '0 || 32'(h.rows_last) > Rows) return FAULT_LANES;
    if (h.channels_last == '0 || h.channels_last > iteration_channels(h)) return FAULT_LANES;
    if ((h.accumulate || h.hold) && !one_column) return FAULT_FLAGS;
    if (h.accumulate != held || (held && layout_of(h) != layout)) return FAULT_FLAGS;
    if (!fits_pixel(h.zero_point)) return FAULT_ZERO_POINT;
    return FAULT_NONE;
  endfunction

  assign header = bits_q[HEADER_BITS-1:0];
  assign layer.header = header;
  assign layer.tile_rows = tile_rows_q;
  assign layer.iteration_channels = iteration_channels_q;
  assign layer.first_phase = first_phase_q;
  assign layer.shifts = shifts_q;

  assign s_axis_tready = (state_q == HEADER) ? !stop : (state_q == BODY) && body_tready;
  assign body_tvalid = (state_q == BODY) && s_axis_tvalid;
  assign fault_d = (state_q == CHECK) ? check(header, held_q, layout_q) : FAULT_NONE;
  assign start = (state_q == CHECK) && (fault_d == FAULT_NONE);

  always_comb begin
    bits_d                                    = bits_q;
    bits_d[32'(count_q)*PortWidth+:PortWidth] = s_axis_tdata;
  end


  always_ff @(posedge clk) begin
    if (!rst_n) begin
      state_q <= HEADER;
      count_q <= '0;
      held_q  <= 1'b0;
      fault   <= FAULT_NONE;
    end else begin
      case (state_q)
        HEADER: begin
          if (s_axis_tvalid && s_axis_tready) begin
            if (s_axis_tlast) begin
              state_q <= FAULTY;
              fault   <= OfWeights ? FAULT_WEIGHT_LAST : FAULT_PIXEL_LAST;
            end else if (32'(count_q) == BEATS - 1) begin
              state_q <= CHECK;
              count_q <= '0;
            end else begin
              count_q <= count_q + 1'b1;
            end
          end
        end
        CHECK: begin
          state_q <= start ? BODY : FAULTY;
          fault   <= fault_d;
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

  always_ff @(posedge clk) begin
    if (state_q == HEADER && s_axis_tvalid) bits_q <= bits_d;
    if (start) begin
      layout_q             <= layout_of(header);
      tile_rows_q          <= 16'(tile_rows(header));
      iteration_channels_q <= iteration_channels(header);
      first_phase_q        <= first_phase(header);
      shifts_q             <= shifts(header);
    end
  end

  if (BEATS * PortWidth > HEADER_BITS) begin : gen_unused
    logic unused;
    assign unused = ^bits_q[BEATS*PortWidth-1:HEADER_BITS];
  end

endmodule

`default_nettype wire
