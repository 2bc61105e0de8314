"""Small designs to compare: a sound text and changed ones, each a module of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sim.design import Design
from sim.mutate.graph import Elaborated, elaborate
from sim.mutate.limited import Deadline
from sim.mutate.miter import Contract, Moment

SECONDS = 300.0
"""Far more than anything here takes by itself."""

COUNTER = """
module tiny (input wire clk, input wire rst_n, input wire go, output logic [2:0] count,
              output logic valid, output logic [3:0] data, input wire [3:0] given);
  logic [3:0] kept_q;
  logic [2:0] last_q;
  always_ff @(posedge clk) begin
    if (!rst_n) begin count <= 0; valid <= 0; last_q <= 0; end
    else begin
      if (go) count <= count == 3'd5 ? 3'd0 : count + 3'd1;
      valid <= go;
      last_q <= count;
    end
    if (go) kept_q <= given;
  end
  assign data = kept_q ^ {1'b0, last_q};
endmodule
"""
PIPE = """
module tiny (input wire clk, input wire rst_n, input wire s_valid, input wire [3:0] s_data,
             output logic s_ready, output logic m_valid, output logic [7:0] m_data,
             input wire m_ready);
  logic [2:0] valid_q;
  logic [2:0] move;
  logic [2:0] load;
  logic [3:0] first_q;
  logic [7:0] second_q;
  logic [7:0] third_q;
  logic       odd_q;
  assign move[2] = m_ready || !valid_q[2];
  assign move[1] = move[2] || !valid_q[1];
  assign move[0] = move[1] || !valid_q[0];
  assign load    = move & {valid_q[1:0], s_valid};
  assign s_ready = move[0];
  assign m_valid = valid_q[2];
  assign m_data  = third_q;
  always_ff @(posedge clk) begin
    if (!rst_n) valid_q <= '0;
    else valid_q <= (move & {valid_q[1:0], s_valid}) | (~move & valid_q);
    if (load[0]) first_q <= s_data;
    if (load[0]) odd_q <= s_data[0];
    if (load[1]) second_q <= odd_q ? first_q * first_q : {first_q, 4'h0};
    if (load[2]) third_q <= second_q * 8'd11;
  end
endmodule
"""
DEEP = """
module tiny (input wire clk, input wire rst_n, input wire [7:0] given, output logic [15:0] data);
  logic [15:0] at_q[16];
  always_ff @(posedge clk) begin
    for (int i = 1; i < 16; i++) at_q[i] <= rst_n ? at_q[i-1] * 16'd40503 ^ at_q[i-1] >> 7 : '0;
    at_q[0] <= rst_n ? {8'd1, given} : '0;
  end
  assign data = at_q[15];
endmodule
"""
CHOICE = """
module tiny (input wire [1:0] number, input wire [2:0] words, output logic word);
  assign word = words[number];
endmodule
"""


@dataclass(frozen=True)
class Change:
    """A change of a small design.

    Attributes:
        text: the sound design.
        old: what is replaced, once.
        new: by what.
        contract: what counts.
    """

    text: str
    old: str
    new: str
    contract: Contract = field(default_factory=Contract)

    def versions(self, folder: Path) -> tuple[Elaborated, Elaborated]:
        """Both as circuits."""
        assert self.text.count(self.old) == 1
        changed = self.text.replace(self.old, self.new)
        return circuit(self.text, folder / "sound"), circuit(changed, folder / "changed")


RESET = Contract(clock="clk", reset="rst_n", counts_with={"data": frozenset({Moment(("valid",))})})
TAKEN = frozenset({Moment(("m_valid",))})
STREAM = Contract(clock="clk", reset="rst_n", counts_with={"m_data": TAKEN})
BARE = Contract(clock="clk", reset="rst_n")


def design(text: str, folder: Path) -> Design:
    """A design of one file, whose top is called tiny."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "small.sv"
    file.write_text(text, encoding="utf-8")
    return Design("tiny", (file,))


def circuit(text: str, folder: Path) -> Elaborated:
    """The circuit of such a text."""
    return elaborate(design(text, folder), folder, Deadline(SECONDS))
