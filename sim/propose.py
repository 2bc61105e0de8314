"""Proposes ports and stimulus for a module from its header, as lines of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sim.header import Header, HeaderPort
from sim.sizes import Sizes, Words

CLOCK = re.compile(r"(?:^|_)(?:a|p|h|s)?(?:clk|clock|ck)\d*(?:_|$)", re.IGNORECASE)
RESET = re.compile(r"(?:^|_)[a-z]?n?a?(?:rst|reset)(?:n|b|ni)?(?:_|$)", re.IGNORECASE)
LOW = re.compile(
    r"(?:_n|_ni|_b|rstn|resetn|nrst|nreset|rst_?n_i|_l)$|^n_?(?:rst|reset)", re.IGNORECASE
)
DIRECTION = re.compile(r"^(?:i|o|in|out)_|_(?:i|o)$", re.IGNORECASE)
VALID = re.compile(r"(?:t?valid|vld|tvalid)", re.IGNORECASE)
READY = re.compile(r"(?:t?ready|rdy)", re.IGNORECASE)
AXIS_FIELDS = ("data", "keep", "last", "user")


@dataclass
class Proposal:
    """What a page is made of.

    Attributes:
        clock, reset: arguments of `Bench` for them, empty where the usual ones hold.
        ports: a line of Python for each port.
        names: what the page needs of `tb.bench`.
        inputs: by input port, its words' expression.
        outputs: names of the output ports.
        remarks: sentences about what could not be told.
    """

    clock: str = ""
    reset: str = ""
    ports: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class _Reader:
    """One reading of a header; each step claims the ports that it understands."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self.sizes = Sizes(header)
        self.left = list(header.ports)
        self.found = Proposal()

    def propose(self) -> Proposal:
        has_clock = self.clock()
        self.reset(has_clock)
        groups = list(self.groups())
        for role in ("SOURCE", "SINK"):
            mine = [group for group in groups if group[1] == role]
            for key, _, valid, ready, data in mine:
                short = "in" if role == "SOURCE" else "out"
                name = short if len(mine) == 1 else re.sub(r"\W", "_", key) or valid.name
                self.flow(name, role, valid, ready, data)
        self.levels(bool(groups), has_clock)
        for port in self.left:
            self.found.remarks.append(f"{port.name} is an {port.direction}: it is left alone.")
        for parameter in self.header.parameters:
            if parameter.value is None:
                self.found.remarks.append(
                    f"The parameter {parameter.name} = {parameter.text} is no plain whole number: "
                    "it keeps its default."
                )
        return self.found

    def claim(self, *ports: HeaderPort) -> None:
        self.left = [port for port in self.left if port not in ports]

    def clock(self) -> bool:
        clocks = [
            port
            for port in self.left
            if port.direction == "input" and not port.ranges and CLOCK.search(port.name)
        ]
        if not clocks:
            self.found.clock = "clock=None"
            if self.header.edges:
                edge = next(iter(self.header.edges))
                self.found.remarks.append(f"No input looks like a clock; it may be {edge}.")
            return False
        first = next((port for port in clocks if port.name in self.header.edges), clocks[0])
        self.claim(first)
        if first.name != "clk":
            self.found.clock = f'clock="{first.name}"'
        if self.header.edges.get(first.name) == "negedge":
            self.found.remarks.append(f"{first.name} is used at its falling edge: wrap the module.")
        for other in clocks:
            if other is not first:
                self.found.remarks.append(f"{other.name} may be a second clock; a bench has one.")
        return True

    def reset(self, clocked: bool) -> None:
        resets = [
            port
            for port in self.left
            if port.direction == "input" and not port.ranges and RESET.search(port.name)
        ]
        if not resets or not clocked:
            self.found.reset = "reset=None"
            return
        first = resets[0]
        self.claim(first)
        edge = self.header.edges.get(first.name)
        tested = re.search(rf"\bif\s*\(\s*[!~]\s*{first.name}\b", self.header.body) is not None
        low = edge == "negedge" if edge else bool(LOW.search(first.name)) or tested
        words = [f'"{first.name}"']
        if not low:
            words.append("active_low=False")
        if edge:
            words.append("synchronous=False")
        if words != ['"rst_n"']:
            self.found.reset = f"reset=Reset({', '.join(words)})"
            self.found.names.add("Reset")

    def groups(self) -> Iterable[tuple[str, str, HeaderPort, HeaderPort | None, list[HeaderPort]]]:
        """Ports with a valid: (common name, role, valid, ready, what goes with them)."""
        valids = [p for p in self.left if VALID.search(p.name) and not p.ranges]
        for valid in sorted(valids, key=lambda port: -len(_key(port.name, VALID, bare=True))):
            there = [p for p in self.left if p.direction != valid.direction]
            # ``in_valid`` goes with ``in_ready``; ``i_valid`` goes with ``o_ready``.
            for bare in (False, True):
                key = _key(valid.name, VALID, bare=bare)
                readies = [p for p in there if READY.search(p.name)]
                ready = next((p for p in readies if _key(p.name, READY, bare=bare) == key), None)
                same = [
                    port
                    for port in self.left
                    if port.direction == valid.direction
                    and port not in valids
                    and not READY.search(port.name)
                    and _belongs(_key(port.name, None, bare=bare), key)
                ]
                if ready and same:
                    break
            self.claim(valid, *same, *([ready] if ready else []))
            yield key, "SOURCE" if valid.direction == "input" else "SINK", valid, ready, same

    def flow(
        self,
        name: str,
        role: str,
        valid: HeaderPort,
        ready: HeaderPort | None,
        data: list[HeaderPort],
    ) -> None:
        prefix = valid.name.removesuffix("_tvalid")
        by_name = {port.name: port for port in data}
        parts = {part: by_name.get(f"{prefix}_t{part}") for part in AXIS_FIELDS}
        main = parts["data"]
        self.found.names |= {role}
        if prefix != valid.name and ready and ready.name == f"{prefix}_tready" and main:
            words = self._words(main)
            flags = [f"word={words.bits}"]
            flags += [] if main.signed else ["signed=False"]
            flags += ["last=False"] if not parts["last"] else []
            flags += [f"{part}=True" for part in ("keep", "user") if parts[part]]
            extra = [port for port in data if port not in parts.values()]
            if extra:
                flags.append(f"extra=[{', '.join(self.field(port) for port in extra)}]")
            self.found.ports.append(f'stream("{name}", "{prefix}", {role}, {", ".join(flags)}),')
            self.found.names.add("stream")
            carried = [(part, p) for part, p in parts.items() if p and part in ("data", "user")]
            carried += [(port.name, port) for port in extra]
        else:
            kind = "handshake" if ready else "strobe"
            self.found.names.add(kind)
            fields = [self.field(port) for port in data]
            signals = [f'"{port.name}"' for port in (valid, ready) if port]
            self.found.ports.append(f'{kind}("{name}", {role}, {", ".join([*signals, *fields])}),')
            carried = [(port.name, port) for port in data]
        self.note(name, role, carried)

    def levels(self, beside: bool, clocked: bool) -> None:
        """Ports without a valid."""
        inputs = [port for port in self.left if port.direction == "input"]
        outputs = [port for port in self.left if port.direction == "output"]
        name = "levels" if beside else "in"
        if inputs:
            fields = ", ".join(self.field(port) for port in inputs)
            self.found.ports.append(f'level_input("{name}", {fields}),')
            self.found.names.add("level_input")
            self.note(name, "SOURCE", [(port.name, port) for port in inputs])
            self.claim(*inputs)
            if beside:
                told = ", ".join(port.name for port in inputs)
                self.found.remarks.append(
                    f"No valid was found for {told}: a beat in each clock, and the last one stays."
                )
        if beside or not inputs:
            if outputs:
                told = ", ".join(port.name for port in outputs)
                self.found.remarks.append(
                    f"Not compared: {told}. A level_output or a Flag would bind them."
                )
                self.claim(*outputs)
            return
        if outputs:
            latency = 1 if clocked else 0
            fields = ", ".join(self.field(port) for port in outputs)
            self.found.ports.append(f'level_output("out", "in", {latency}, {fields}),')
            self.found.names.add("level_output")
            self.note("out", "SINK", [(port.name, port) for port in outputs])
            self.claim(*outputs)
            if clocked:
                self.found.remarks.append(
                    "The outputs are taken to follow the inputs by 1 clock: mend the latency."
                )

    def note(self, name: str, role: str, carried: Sequence[tuple[str, HeaderPort]]) -> None:
        """Remember what a port's beats are made of."""
        if not carried:
            self.found.remarks.append(f"No data were found for {name}: add its fields.")
        if role == "SINK":
            self.found.outputs.append(name)
            return
        drawn = {part: self.drawn(port) for part, port in carried}
        self.found.names.add("random_words")
        if len(drawn) == 1:
            self.found.inputs[name] = next(iter(drawn.values()))
        elif drawn:
            inner = ", ".join(f'"{part}": {text}' for part, text in drawn.items())
            self.found.inputs[name] = f"{{{inner}}}"

    def field(self, port: HeaderPort) -> str:
        self.found.names.add("Field")
        words = self._words(port)
        signed = ", signed=True" if port.signed else ""
        return f'Field("{port.name}", "{port.name}", word={words.bits}{signed})'

    def drawn(self, port: HeaderPort) -> str:
        words = self._words(port)
        signed = "" if port.signed else ", signed=False"
        return f"random_words(rng, beats, {words.lanes}, {words.bits}{signed})"

    def _words(self, port: HeaderPort) -> Words:
        words = self.sizes.words(port)
        if words.remark and words.remark not in self.found.remarks:
            self.found.remarks.append(words.remark)
        return words


def _key(name: str, word: re.Pattern[str] | None, *, bare: bool) -> str:
    """A name without the word; `bare` of marks of direction too."""
    left = word.sub("", name, count=1) if word else name
    left = re.sub("__+", "_", left)
    while bare and DIRECTION.search(left):
        left = DIRECTION.sub("", left)
    return left.strip("_").lower()


def _belongs(name: str, key: str) -> bool:
    """Whether a port of that name goes with the valid of that key."""
    return not key or name == key or name.startswith(f"{key}_") or name.endswith(f"_{key}")


def propose(header: Header) -> Proposal:
    """What can be told of a module's bench from its header."""
    return _Reader(header).propose()
