"""One stream into two, two into one; all in one clock."""

from __future__ import annotations

from tb.bench.parts import Dues, Signals, Values


class SplitReference:
    """A packet goes the way that the select stream names."""

    def __init__(self, values: Values) -> None:
        self.packets = 0

    def due(self, now: Signals) -> Dues:
        """Both ways and both handshakes."""
        chosen, valid = now["s_axis_select_tvalid"], now["s_axis_tvalid"]
        found = {"m_axis_a_tvalid": 0, "m_axis_b_tvalid": 0, "s_axis_tready": 0}
        found["s_axis_select_tready"] = 0
        if not chosen:
            return found
        way = "b" if now["s_axis_select_tdata"] else "a"
        ready = now[f"m_axis_{way}_tready"]
        found["s_axis_tready"] = ready
        if valid:
            found[f"m_axis_{way}_tvalid"] = 1
            found[f"m_axis_{way}_tdata"] = now["s_axis_tdata"]
            found[f"m_axis_{way}_tlast"] = now["s_axis_tlast"]
            found["s_axis_select_tready"] = int(ready and now["s_axis_tlast"])
        return found

    def clock(self, now: Signals) -> None:
        """Count packets."""
        self.packets += bool(now["s_axis_select_tvalid"] and now["s_axis_select_tready"])

    def place(self) -> dict[str, int]:
        """Which packet passes."""
        return {"packet": self.packets}


class SwitchReference:
    """A packet comes from the stream that the select stream names."""

    def __init__(self, values: Values) -> None:
        self.packets = 0

    def due(self, now: Signals) -> Dues:
        """The way out and all handshakes."""
        found = dict.fromkeys(
            ("m_axis_tvalid", "s_axis_a_tready", "s_axis_b_tready", "s_axis_select_tready"), 0
        )
        if not now["s_axis_select_tvalid"]:
            return found
        way = "b" if now["s_axis_select_tdata"] else "a"
        ready = now["m_axis_tready"]
        found[f"s_axis_{way}_tready"] = ready
        if now[f"s_axis_{way}_tvalid"]:
            last = now[f"s_axis_{way}_tlast"]
            found |= {
                "m_axis_tvalid": 1,
                "m_axis_tdata": now[f"s_axis_{way}_tdata"],
                "m_axis_tlast": last,
                "s_axis_select_tready": int(ready and last),
            }
        return found

    def clock(self, now: Signals) -> None:
        """Count packets."""
        self.packets += bool(now["s_axis_select_tvalid"] and now["s_axis_select_tready"])

    def place(self) -> dict[str, int]:
        """Which packet passes."""
        return {"packet": self.packets}
