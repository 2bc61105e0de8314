// A register stage for one AXI-Stream, and a design under test for the bench itself: `bug` makes it
// break one rule, at the beat with number Trigger or from there on. Latency: one clock.

`default_nettype none

module axis_tap #(
    parameter int Lanes   = 4,  // bytes of a beat
    parameter int Trigger = 5   // beat at which the bug shows
) (
    input  wire                clk,
    input  wire                rst_n,
    input  wire  [        4:0] bug,
    input  wire  [Lanes*8-1:0] s_axis_tdata,
    input  wire  [  Lanes-1:0] s_axis_tkeep,
    input  wire                s_axis_tlast,
    input  wire                s_axis_tvalid,
    output logic               s_axis_tready,
    output logic [Lanes*8-1:0] m_axis_tdata,
    output logic [  Lanes-1:0] m_axis_tkeep,
    output logic               m_axis_tlast,
    output logic               m_axis_tvalid,
    input  wire                m_axis_tready,
    output logic               error
);

  localparam logic [4:0] DROP = 5'd1;
  localparam logic [4:0] TWICE = 5'd2;
  localparam logic [4:0] SWAP = 5'd3;
  localparam logic [4:0] FALL = 5'd4;
  localparam logic [4:0] CHANGE = 5'd5;
  localparam logic [4:0] DATA_X = 5'd6;
  localparam logic [4:0] VALID_X = 5'd7;
  localparam logic [4:0] DEAF = 5'd8;
  localparam logic [4:0] MUTE = 5'd9;
  localparam logic [4:0] LAST_EARLY = 5'd10;
  localparam logic [4:0] LAST_MISSING = 5'd11;
  localparam logic [4:0] KEEP = 5'd12;
  localparam logic [4:0] SLOW = 5'd13;
  localparam logic [4:0] ERROR = 5'd14;
  localparam logic [4:0] NOT_RESET = 5'd15;
  localparam logic [4:0] BIT = 5'd16;
  localparam logic [4:0] NEGATE = 5'd17;
  localparam logic [4:0] STALE = 5'd18;
  localparam logic [4:0] EXTRA = 5'd19;
  localparam logic [4:0] READY_X = 5'd20;

  logic [15:0] count_q;  // beats taken
  logic        pause_q;
  logic        again_q;
  logic        take;
  logic        leave;
  logic        due;

  assign take  = s_axis_tvalid && s_axis_tready;
  assign leave = m_axis_tvalid && m_axis_tready;
  assign due   = 32'(count_q) == Trigger;

  always_comb begin
    s_axis_tready = (!m_axis_tvalid || m_axis_tready) && !pause_q && !again_q;
    if (bug == DEAF && 32'(count_q) >= Trigger) s_axis_tready = 1'b0;
    if (bug == READY_X && due) s_axis_tready = 1'bx;
  end

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      m_axis_tvalid <= bug == NOT_RESET;
      count_q       <= '0;
      pause_q       <= 1'b0;
      again_q       <= 1'b0;
      error         <= 1'b0;
    end else begin
      pause_q <= bug == SLOW && take;
      if (leave) m_axis_tvalid <= 1'b0;
      if (take) begin
        count_q       <= count_q + 1'b1;
        m_axis_tvalid <= !(bug == DROP && due) && !(bug == MUTE && 32'(count_q) >= Trigger);
        if (bug == VALID_X && due) m_axis_tvalid <= 1'bx;
        if (bug == ERROR && due) error <= 1'b1;
        again_q <= (bug == TWICE && due) || (bug == EXTRA && s_axis_tlast);
      end
      if (again_q && leave) begin
        m_axis_tvalid <= 1'b1;
        again_q       <= 1'b0;
      end
      if (bug == FALL && m_axis_tvalid && !m_axis_tready) m_axis_tvalid <= 1'b0;
    end
  end

  always_ff @(posedge clk) begin
    if (take) begin
      m_axis_tdata <= s_axis_tdata;
      m_axis_tkeep <= s_axis_tkeep;
      m_axis_tlast <= s_axis_tlast;
      if (due) begin
        case (bug)
          SWAP:         m_axis_tdata[15:0] <= {s_axis_tdata[7:0], s_axis_tdata[15:8]};
          DATA_X:       m_axis_tdata[7:0] <= 'x;
          LAST_EARLY:   m_axis_tlast <= 1'b1;
          KEEP:         m_axis_tkeep <= ~s_axis_tkeep;
          BIT:          m_axis_tdata[10] <= !s_axis_tdata[10];
          STALE:        m_axis_tdata <= m_axis_tdata;
          NEGATE: begin
            for (int i = 0; i < Lanes; i++) m_axis_tdata[i*8+:8] <= -s_axis_tdata[i*8+:8];
          end
          default: begin
          end
        endcase
      end
      if (bug == LAST_MISSING) m_axis_tlast <= 1'b0;
    end
    if (bug == CHANGE && m_axis_tvalid && !m_axis_tready) m_axis_tdata[0] <= !m_axis_tdata[0];
  end

endmodule

`default_nettype wire
