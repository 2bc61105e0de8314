"""Bugs of the native transport itself, each of which must make it differ from the Python one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.planted.bug import Bug
from tests.transports.strays import OF_INPUT, OF_OUTPUT


@dataclass(frozen=True)
class NativeBug:
    """One bug.

    Attributes:
        file: where in `tb/transport/native`.
        name: what was done wrong.
        old: text that the file has exactly once.
        new: text to put there.
        design: the fuzz of which shows it.
        rtl: a bug of that design without which it would not show.
    """

    file: str
    name: str
    old: str
    new: str = ""
    design: str = "axis_tap"
    rtl: Bug | None = None


PORT = (
    NativeBug("port.h", "all bits count", "(care ? care[b] : 0xFF)", "0xFF"),
    NativeBug("port.h", "last is not compared", "return seen[0] == packet.last();", "return true;"),
    NativeBug(
        "port.h", "what the packet leaves out is compared", "if (packet.ignores(i)) return true;"
    ),
    NativeBug(
        "port.h",
        "the last byte is not compared",
        "(seen, due, field.bytes) == 0",
        "(seen, due, field.bytes > 1 ? field.bytes - 1 : 1) == 0",
    ),
    NativeBug("port.h", "offers may change", "if (changed && findings.empty())", "if (false)"),
    NativeBug(
        "port.h",
        "what the other side drives must stay",
        "if (field.turned || ignored) continue;",
        "if (ignored) continue;",
    ),
    NativeBug("port.h", "what does not count must stay", "now[b] & care[b]", "now[b]"),
    NativeBug(
        "port.h", "what is left out must stay", "(field.turned || ignored)", "(field.turned)"
    ),
    NativeBug("port.h", "offers may be taken back", "findings.push_back({kValidFell, 0, 0});"),
    NativeBug("port.h", "offers may be high in reset", "if (settled && valid_ &&", "if (false &&"),
    NativeBug("port.h", "a surplus is told once for all", "        surplus = false;\n"),
    NativeBug("port.h", "the beat is counted late", "        ++progress;\n"),
    NativeBug("port.h", "a port moves and nobody notes when", "        moved_at = clock;\n"),
    NativeBug(
        "port.h", "the first clock is that of the last beat", "if (packet.index() == 0) ", ""
    ),
    NativeBug(
        "port.h",
        "the beat of a fault is the one before",
        "taken ? previous(1)",
        "taken ? previous(2)",
    ),
    NativeBug("port.h", "too few beats are kept", "kHistory = 6", "kHistory = 4"),
    NativeBug(
        "port.h", "an answer shows late", "clock + spec_.latency", "clock + spec_.latency + 1"
    ),
    NativeBug("port.h", "answers are owed beyond a reset", "        owed_.clear();\n"),
    NativeBug(
        "port.h",
        "answers come a clock late",
        "owed_.front() <= clock + 1",
        "owed_.front() <= clock",
        "packet_input",
    ),
    NativeBug(
        "port.h",
        "a source's mask is a clock off",
        "holding = !packet.opens(clock + 1)",
        "holding = !packet.opens(clock)",
    ),
    NativeBug(
        "port.h",
        "a sink's mask is a clock off",
        "wait_ == 0 && packet.opens(clock + 1)",
        "wait_ == 0 && packet.opens(clock)",
    ),
    NativeBug("port.h", "delays pass without an offer", "(holding || spec_.enables)", "(true)"),
    NativeBug(
        "port.h",
        "an enable waits for an offer",
        "(holding || spec_.enables)",
        "(holding)",
        "step_sequencer",
    ),
    NativeBug(
        "port.h",
        "a source is delayed a clock more",
        "wait_ = packet.delay();\n        }\n        if (wait_ > 0) {",
        "wait_ = packet.delay() + 1;\n        }\n        if (wait_ > 0) {",
    ),
    NativeBug(
        "port.h",
        "brief values come before the offer",
        "if (!holding && raises_brief(packet)) open = false;",
    ),
    NativeBug(
        "port.h",
        "a withdrawn offer leaves its brief values",
        "if (valid_) valid_->write_bit(false);\n        hide_brief();",
        "if (valid_) valid_->write_bit(false);",
    ),
    NativeBug(
        "port.h",
        "strays at inputs are seen without an offer alone",
        "(!valid || (spec_.source && !ready))",
        "(!valid && !spec_.source)",
        "axis_gather",
        OF_INPUT,
    ),
    NativeBug(
        "port.h", "strays are not seen", "if (strays) ", "if (false) ", "step_sequencer", OF_OUTPUT
    ),
)

PACKET = (
    NativeBug(
        "packet.h", "bodies are sent once", "spec.repeat * spec.body_beats", "spec.body_beats"
    ),
    NativeBug(
        "packet.h",
        "the body goes on behind its end",
        "++row_ == spec_.body_beats",
        "++row_ == spec_.body_beats + 1",
    ),
    NativeBug(
        "packet.h", "the header's first beat again", "f.header + index_ * f.stride", "f.header"
    ),
    NativeBug("packet.h", "only the first last counts", "if (last()) ++next_last_;"),
    NativeBug("packet.h", "a header is compared in parts", "f.care && !in_header()", "f.care"),
    NativeBug(
        "packet.h",
        "a header ignores what the body does",
        "!fields_[field].body && !in_header()",
        "!fields_[field].body",
    ),
    NativeBug(
        "packet.h",
        "the mask begins with the packet's beat",
        "spec_.mask[edge %",
        "spec_.mask[index_ %",
    ),
    NativeBug(
        "packet.h", "each beat waits as the first", "spec_.delays[index_]", "spec_.delays[0]"
    ),
    NativeBug("packet.h", "beats are recorded over each other", "to + index_ * bytes", "to"),
)

COUNTS = (
    NativeBug("counts.h", "the last beat is one of many", "packet.beats()) return kLast;", "0) {}"),
    NativeBug("counts.h", "edges are like all beats", "packet.edge() ? kEdge", "false ? kEdge"),
    NativeBug("counts.h", "all packets begin alike", "behind ? kBetween", "false ? kBetween"),
    NativeBug("packet.h", "only the first edge counts", "if (edge()) ++next_edge_;"),
    NativeBug(
        "port.h", "all packets are behind others", "behind_ = !queue.empty()", "behind_ = true"
    ),
    NativeBug("port.h", "packets are behind those before a reset", "waits_ = behind_", "waits_"),
    NativeBug("port.h", "a beat is in a row with itself", "beats_[previous(2)].clock + 1", "clock"),
    NativeBug("port.h", "rows cross packets", "packet.index() ? kInARow :", "true ? kInARow :"),
    NativeBug("port.h", "ready is that of the beat", "ready ? kReadyFirst", "true ? kReadyFirst"),
    NativeBug(
        "port.h", "who was first is not kept", "has_held_ ? kValidFirst", "false ? kValidFirst"
    ),
    NativeBug("port.h", "packets of all lengths", "packet.beats() == 1 ?", "false ?"),
    NativeBug("port.h", "surplus beats are counted", "holding && !queue.empty()", "!queue.empty()"),
)

SIGNAL = (
    NativeBug(
        "signal.h",
        "elements are driven backwards",
        "from, e * element_width_);",
        "from, (elements_ - 1 - e) * element_width_);",
        "array_tap",
    ),
    NativeBug(
        "signal.h",
        "elements are read backwards",
        "(packed_.data(), e * element_width_,",
        "(packed_.data(), (elements_ - 1 - e) * element_width_,",
        "array_tap",
    ),
    NativeBug(
        "signal.h",
        "old bits stay in elements",
        "if (!from || !packed_.empty()) std",
        "if (!from) std",
        "join_add",
    ),
    NativeBug(
        "signal.h",
        "elements keep bits of older ones",
        "        std::memset(packed_.data(), 0, bytes_);\n",
        "",
        "join_add",
    ),
)

BENCH = (
    NativeBug(
        "bench.h", "a surplus is not seen", "if (!port->surplus) report", "if (false) report"
    ),
    NativeBug("bench.h", "quiet for a clock less", "quiet_ > job_.quiet", "quiet_ >= job_.quiet"),
    NativeBug(
        "bench.h",
        "quiet forever",
        "const bool quiet = quiet_ > job_.quiet",
        "const bool quiet = false",
    ),
    NativeBug(
        "bench.h", "the whole takes a clock less", "took_ <= job_.total", "took_ < job_.total"
    ),
    NativeBug(
        "bench.h",
        "clocks that the bench holds count",
        "++(holding ? held : took_);",
        "if (holding) ++held;\n        ++took_;",
    ),
    NativeBug("bench.h", "the bench's own holding is quiet", "moved_ || holding ? 0", "moved_ ? 0"),
    NativeBug("bench.h", "a new limit goes on counting", "took_ = quiet_ = 0;"),
    NativeBug(
        "bench.h",
        "a run is a clock too long",
        "clock - begun_ == job_.clocks",
        "clock - begun_ == job_.clocks + 1",
    ),
    NativeBug(
        "bench.h",
        "another port is blamed",
        "port->moved_at < oldest->moved_at",
        "port->moved_at <= oldest->moved_at",
    ),
    NativeBug(
        "bench.h",
        "an asynchronous reset shows a clock late",
        "(reset_.synchronous ? 0 : 1)",
        "0",
        "async_tap",
    ),
    NativeBug(
        "bench.h",
        "a fault leaves the reset on",
        "if (over || !faults.empty()) drive_reset",
        "if (over) drive_reset",
    ),
    NativeBug("bench.h", "flags are told in each clock", "flag.expected = flag.value;"),
    NativeBug(
        "bench.h",
        "flags are expected as before the reset",
        "            forget_flags();\n            for",
        "            for",
    ),
    NativeBug("bench.h", "a fault comes twice", "if (fields && clean)", "if (fields)"),
    NativeBug(
        "bench.h",
        "a fault names the beat that follows",
        "queue.front().index();\n        const uint64_t fields",
        "queue.front().index() + 1;\n        const uint64_t fields",
    ),
    NativeBug(
        "bench.h", "flags are not looked at", "if (flags_differ()) faults", "if (false) faults"
    ),
    NativeBug(
        "bench.h",
        "a fault does not end the job",
        "active = faults.empty() && !over",
        "active = !over",
    ),
)

LANE = (
    NativeBug(
        "lane.cpp",
        "who wakes between two edges sees old values",
        "if (high_ && stopped > next_ - half_) evaluate();",
    ),
    NativeBug(
        "lane.cpp",
        "ports are looked at behind the edge",
        "        bench.sample();\n",
        "        evaluate();\n        bench.sample();\n",
    ),
)

PYTHON = (
    NativeBug(
        "transport.py",
        "fields are told apart wrongly",
        "record.fields >> i & 1",
        "record.fields >> i",
    ),
    NativeBug("transport.py", "a beat less is shown", "passed[-HISTORY:]", "passed[1 - HISTORY :]"),
    NativeBug("transport.py", "every run begins anew", "limit is not self._limit", "True"),
    NativeBug(
        "transport.py",
        "the wait is a clock longer",
        "clock - status.moved_at",
        "clock - status.moved_at + 1",
    ),
    NativeBug("transport.py", "packets outlive a reset", "        self._transfers.clear()\n"),
    NativeBug(
        "packets.py", "last is where it should be", "sorted(frame.lasts)", "[frame.beats - 1]"
    ),
    NativeBug("packets.py", "delays are left out", "address(pattern.delays, np.uint32)", "None"),
    NativeBug(
        "packets.py", "headers are left out", "address(frame.header.get(name), np.uint8)", "None"
    ),
    NativeBug(
        "packets.py",
        "what inputs carry is kept too",
        "if record and name != LAST",
        "if name != LAST",
    ),
)


def native_bugs() -> Iterator[NativeBug]:
    """All of them."""
    for bugs in (PORT, PACKET, COUNTS, SIGNAL, BENCH, LANE, PYTHON):
        yield from bugs
