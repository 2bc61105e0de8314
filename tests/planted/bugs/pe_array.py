"""Bugs planted in `pe_array`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SMALL = {"Rows": 4, "Cols": 24}
ALL_READ = {**SMALL, "ReadPorts": 24}
"""Every core is read in each clock: a wrong sum shows before it moves on to the right."""

BUGS: tuple[Bug, ...] = (
    Bug(
        "core 7 restarts with core 6",
        "pe_array.sv",
        "restart[c]",
        "restart[c == 7 ? 6 : c]",
        place={"core": 7},
        block=Seen(place={"core": 7}, tests=("sound",), parameters=ALL_READ),
    ),
    Bug(
        "core 4 keeps its sums at a hand-over",
        "pe_array.sv",
        "        .hand_over,\n",
        "        .hand_over(hand_over && c != 4),\n",
        place={"core": 4},
        causes=("hand-over",),
        block=Seen(place={"core": 4}, tests=("sound",), parameters=ALL_READ),
    ),
    Bug(
        "cores take the bus of their right neighbour",
        "pe_array.sv",
        "buses[c*BusWidth+:BusWidth]",
        "buses[(c+1<Cols?c+1:c)*BusWidth+:BusWidth]",
        block=Seen(place={"port": "read"}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "core 8 has the buses changed over",
        "pe_array.sv",
        "buses[c*BusWidth+:BusWidth]",
        "buses[c*BusWidth+:BusWidth] ^ BusWidth'(c == 8)",
        place={"core": 8},
        block=Seen(place={"core": 8}, tests=("sound",), parameters=ALL_READ),
    ),
    Bug(
        "read port 1 shows the core of port 0",
        "pe_array.sv",
        "captured[read_cores[p*CoreWidth+:CoreWidth]]",
        "captured[read_cores[(p == 1 ? 0 : p)*CoreWidth+:CoreWidth]]",
        causes=("shifted by one channel",),
        place={"core": 1},
        block=Seen(place={"read_port": 1}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "core 5 has the weight of core 4",
        "pe_array.sv",
        "weights[c*KWidth+:KWidth]",
        "weights[(c == 5 ? 4 : c)*KWidth+:KWidth]",
        place={"core": 5},
        block=Seen(place={"core": 5}, tests=("sound",), parameters=ALL_READ),
    ),
    Bug(
        "core 9 takes the sums of core 7",
        "pe_array.sv",
        ".left_sums(left_sums[c])",
        ".left_sums(left_sums[c == 9 ? 8 : c])",
        place={"core": 9},
        block=Seen(place={"core": 9}, tests=("sound",), parameters=ALL_READ),
    ),
    Bug(
        "core 3 never captures",
        "pe_array.sv",
        "        .capture,\n",
        "        .capture(capture && c != 3),\n",
        kinds=("mismatch", "unknown"),
        place={"core": 3},
        block=Seen(
            kinds=("mismatch", "unknown"), place={"core": 3}, tests=("sound",), parameters=ALL_READ
        ),
    ),
    Bug(
        "core 11 has no pixels",
        "pe_array.sv",
        "        .pixels,\n",
        "        .pixels(c == 11 ? '0 : pixels),\n",
        place={"core": 11},
        block=Seen(place={"core": 11}, tests=("sound",), parameters=ALL_READ),
    ),
    Bug(
        "all cores take the bus of core 0",
        "pe_array.sv",
        "buses[c*BusWidth+:BusWidth]",
        "buses[0+:BusWidth]",
        block=Seen(place={"port": "read", "bus": 1}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "core 2 sees bus 1 in both places",
        "pe_array.sv",
        "        .pixels,\n",
        "        .pixels(c == 2 ? {Buses{pixels[(Buses-1)*Rows*XWidth+:Rows*XWidth]}} : pixels),\n",
        place={"core": 2},
        block=Seen(place={"core": 2}, tests=("sound",), parameters=ALL_READ),
    ),
)
