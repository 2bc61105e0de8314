// A register stage for one AXI-Stream with ports of every other kind beside it: a design under test
// for the bench itself. `arm` sets a bug, which breaks one rule, at the beat with number Trigger or
// from there on. Latency: one clock.
//
//   s_axis_mark   high only while a beat is offered; comes out again in the beat's note
//   s_axis_echo   belongs to the offered beat: XOR of its bytes
//   m_axis_tag    shown for the beat that leaves next; comes out again in the beat's note
//   m_axis_done   high only in the clock in which a beat leaves; comes out again in its note
//   m_axis_tuser  bit 3 is undefined, in every clock anew
//   note_*        one clock after a beat has left
//   now_level     ~level, at once; bit 8 is undefined
//   next_level    level + 1, a clock later; bit 8 is undefined

`default_nettype none

module axis_tap #(
    parameter int Lanes   = 4,  // bytes of a beat
    parameter int Trigger = 5   // beat at which the bug shows
) (
    input  wire                clk,
    input  wire                rst_n,
    input  wire                arm_valid,
    input  wire  [        5:0] arm_bug,
    input  wire  [Lanes*8-1:0] s_axis_tdata,
    input  wire  [  Lanes-1:0] s_axis_tkeep,
    input  wire  [        3:0] s_axis_tuser,
    input  wire                s_axis_tlast,
    input  wire                s_axis_tvalid,
    output logic               s_axis_tready,
    input  wire                s_axis_mark,
    output logic [        7:0] s_axis_echo,
    output logic [Lanes*8-1:0] m_axis_tdata,
    output logic [  Lanes-1:0] m_axis_tkeep,
    output logic [        3:0] m_axis_tuser,
    output logic               m_axis_tlast,
    output logic               m_axis_tvalid,
    input  wire                m_axis_tready,
    input  wire  [        3:0] m_axis_tag,
    input  wire                m_axis_done,
    output logic               note_valid,
    output logic [        3:0] note_tag,
    output logic               note_done,
    output logic               note_mark,
    input  wire  [        7:0] level,
    output logic [        8:0] now_level,
    output logic [        8:0] next_level,
    output logic               error,
    output logic [        2:0] code
);

  localparam logic [5:0] DROP = 6'd1;
  localparam logic [5:0] TWICE = 6'd2;
  localparam logic [5:0] SWAP = 6'd3;
  localparam logic [5:0] FALL = 6'd4;
  localparam logic [5:0] CHANGE = 6'd5;
  localparam logic [5:0] DATA_X = 6'd6;
  localparam logic [5:0] VALID_X = 6'd7;
  localparam logic [5:0] DEAF = 6'd8;
  localparam logic [5:0] MUTE = 6'd9;
  localparam logic [5:0] LAST_EARLY = 6'd10;
  localparam logic [5:0] LAST_MISSING = 6'd11;
  localparam logic [5:0] KEEP = 6'd12;
  localparam logic [5:0] SLOW = 6'd13;
  localparam logic [5:0] ERROR = 6'd14;
  localparam logic [5:0] NOT_RESET = 6'd15;
  localparam logic [5:0] BIT = 6'd16;
  localparam logic [5:0] NEGATE = 6'd17;
  localparam logic [5:0] STALE = 6'd18;
  localparam logic [5:0] EXTRA = 6'd19;
  localparam logic [5:0] READY_X = 6'd20;
  localparam logic [5:0] USER = 6'd21;
  localparam logic [5:0] USER_X = 6'd22;
  localparam logic [5:0] ECHO = 6'd23;
  localparam logic [5:0] ECHO_X = 6'd24;
  localparam logic [5:0] NOTE = 6'd25;
  localparam logic [5:0] NOTE_LOST = 6'd26;
  localparam logic [5:0] NOTE_TWICE = 6'd27;
  localparam logic [5:0] NOTE_X = 6'd28;
  localparam logic [5:0] NOTE_DATA_X = 6'd29;
  localparam logic [5:0] NOTE_IN_RESET = 6'd30;
  localparam logic [5:0] OLD_TAG = 6'd31;
  localparam logic [5:0] NOW = 6'd32;
  localparam logic [5:0] NOW_X = 6'd33;
  localparam logic [5:0] NEXT = 6'd34;
  localparam logic [5:0] NEXT_X = 6'd35;
  localparam logic [5:0] NEXT_LATE = 6'd36;
  localparam logic [5:0] CODE = 6'd37;
  localparam logic [5:0] PULSE = 6'd38;
  localparam logic [5:0] ERROR_X = 6'd39;
  localparam logic [5:0] ERROR_IN_RESET = 6'd40;
  localparam logic [5:0] ERROR_X_IN_RESET = 6'd41;
  localparam logic [5:0] READY_X_IN_RESET = 6'd42;
  localparam logic [5:0] USER_CHANGE = 6'd43;
  localparam logic [7:0] LEVEL = 8'hA5;  // the level at which its bugs show

  logic [ 5:0] bug;
  logic [15:0] count_q;  // beats taken
  logic [15:0] left_q;   // beats left
  logic        pause_q;
  logic        again_q;
  logic        mark_q;
  logic        last_q;  // the last beat of a packet has just left
  logic        noise_q;
  logic [ 2:0] user_q;
  logic [ 3:0] tag_q;
  logic [ 7:0] late_q;
  logic        take;
  logic        leave;
  logic        due;
  logic        due_out;

  // Set before the reset that begins a test, so no reset clears it.
  initial bug = '0;
  always_ff @(posedge clk) if (arm_valid) bug <= arm_bug;

  assign take    = s_axis_tvalid && s_axis_tready;
  assign leave   = m_axis_tvalid && m_axis_tready;
  assign due     = 32'(count_q) == Trigger;
  assign due_out = 32'(left_q) == Trigger;

  always_comb begin
    s_axis_tready = (!m_axis_tvalid || m_axis_tready) && !pause_q && !again_q;
    if (bug == DEAF && 32'(count_q) >= Trigger) s_axis_tready = 1'b0;
    if (bug == READY_X && due) s_axis_tready = 1'bx;
    if (bug == READY_X_IN_RESET && !rst_n) s_axis_tready = 1'bx;
  end

  always_comb begin
    s_axis_echo = '0;
    for (int i = 0; i < Lanes; i++) s_axis_echo = s_axis_echo ^ s_axis_tdata[i*8+:8];
    if (bug == ECHO && due) s_axis_echo[2] = !s_axis_echo[2];
    if (bug == ECHO_X && due) s_axis_echo[2] = 1'bx;
  end

  initial noise_q = 1'b0;
  always_ff @(posedge clk) noise_q <= !noise_q;
  assign m_axis_tuser = {noise_q ? 1'b1 : 1'bx, user_q};

  always_comb begin
    now_level = {noise_q ? 1'b1 : 1'bx, ~level};
    if (bug == NOW && level == LEVEL) now_level[3] = !now_level[3];
    if (bug == NOW_X && level == LEVEL) now_level[3] = 1'bx;
  end

  always_ff @(posedge clk) begin
    late_q     <= level;
    next_level <= {1'bx, bug == NEXT_LATE ? late_q + 8'd1 : level + 8'd1};
    if (bug == NEXT && level == LEVEL) next_level[0] <= level[0];
    if (bug == NEXT_X && level == LEVEL) next_level[7] <= 1'bx;
  end

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      m_axis_tvalid <= bug == NOT_RESET;
      count_q       <= '0;
      left_q        <= '0;
      pause_q       <= 1'b0;
      again_q       <= 1'b0;
      last_q        <= 1'b0;
      note_valid    <= bug == NOTE_IN_RESET;
      error         <= bug == ERROR_X_IN_RESET ? 1'bx : bug == ERROR_IN_RESET;
      code          <= '0;
    end else begin
      pause_q <= bug == SLOW && take;
      if (leave) m_axis_tvalid <= 1'b0;
      if (take) begin
        count_q       <= count_q + 1'b1;
        m_axis_tvalid <= !(bug == DROP && due) && !(bug == MUTE && 32'(count_q) >= Trigger);
        if (bug == VALID_X && due) m_axis_tvalid <= 1'bx;
        if (bug == ERROR && due) error <= 1'b1;
        if (bug == ERROR_X && due) error <= 1'bx;
        if (bug == CODE && due) code <= 3'd4;
        again_q <= (bug == TWICE && due) || (bug == EXTRA && s_axis_tlast);
      end
      if (bug == PULSE) error <= take && due;
      if (again_q && leave) begin
        m_axis_tvalid <= 1'b1;
        again_q       <= 1'b0;
      end
      if (bug == FALL && m_axis_tvalid && !m_axis_tready) m_axis_tvalid <= 1'b0;
      note_valid <= leave && !(bug == NOTE_LOST && due_out);
      last_q     <= leave && m_axis_tlast;
      if (bug == NOTE_TWICE && last_q) note_valid <= 1'b1;
      if (bug == NOTE_X && leave && due_out) note_valid <= 1'bx;
      if (leave) left_q <= left_q + 1'b1;
      // The other side must keep these low where they say nothing.
      if (m_axis_done && !leave) code <= 3'd1;
      if (s_axis_mark && !s_axis_tvalid) code <= 3'd2;
    end
  end

  always_ff @(posedge clk) begin
    if (take) begin
      m_axis_tdata <= s_axis_tdata;
      m_axis_tkeep <= s_axis_tkeep;
      m_axis_tlast <= s_axis_tlast;
      user_q       <= s_axis_tuser[2:0];
      mark_q       <= s_axis_mark;
      if (due) begin
        case (bug)
          SWAP:         m_axis_tdata[15:0] <= {s_axis_tdata[7:0], s_axis_tdata[15:8]};
          DATA_X:       m_axis_tdata[7:0] <= 'x;
          LAST_EARLY:   m_axis_tlast <= 1'b1;
          KEEP:         m_axis_tkeep <= ~s_axis_tkeep;
          BIT:          m_axis_tdata[10] <= !s_axis_tdata[10];
          STALE:        m_axis_tdata <= m_axis_tdata;
          USER:         user_q[1] <= !s_axis_tuser[1];
          USER_X:       user_q[1] <= 1'bx;
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
    if (bug == USER_CHANGE && m_axis_tvalid && !m_axis_tready) user_q[0] <= !user_q[0];
    tag_q <= m_axis_tag;
    if (leave) begin
      note_tag  <= bug == OLD_TAG ? tag_q : m_axis_tag;
      note_done <= m_axis_done;
      note_mark <= mark_q;
      if (due_out && bug == NOTE) note_mark <= !mark_q;
      if (due_out && bug == NOTE_DATA_X) note_done <= 1'bx;
    end
  end

endmodule

`default_nettype wire
