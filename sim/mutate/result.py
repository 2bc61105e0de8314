"""A campaign as plain data: the mutants, what each trial said of them, and what is left alive."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from sim.mutate.model import Mutant
from tb.spec import RunSpec

MUTATION_JSON = "mutation.json"
"""The whole of it, in the campaign's folder."""
SUMMARY_JSON = "summary.json"
"""What the history shows of it, in the same folder."""

State = Literal["killed", "survived", "lost", "not run"]
"""``lost``: no trial has given a verdict; ``not run``: the campaign ended before."""
Found = Literal["equivalent", "unreachable", "different", "unknown"]
"""What a judge says of a survivor; the first two are no holes."""
Kind = Literal[
    "data",
    "place",
    "contract",
    "handshake",
    "surplus",
    "status",
    "X",
    "assertion",
    "clocks",
    "stuck",
    "crash",
]
"""How a mutant was killed, by its first report:

``data``, ``place`` (words are right, marks, kept bytes or the end of the packet are not),
``contract`` (an output in some clock is not what the block's reference asks for),
``handshake``, ``surplus`` (a beat that nobody expects), ``status``, ``X``, ``assertion`` of the
design, ``clocks`` alone, ``stuck`` (a standstill or a time-out), ``crash`` of the simulator.
"""
WEAK: tuple[Kind, ...] = ("clocks", "stuck", "crash")
"""Kinds that say that something is wrong and not what: a check of data is weak or missing."""
SILENT: tuple[Kind, ...] = ("stuck", "crash")
"""Kinds without a clock at which something was wrong: what they name has nothing to begin with."""


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True)


class Trial(_Plain):
    """Tests that are run on mutants: a planned run of a design that contains their module.

    Attributes:
        key: design, run and simulator.
        design: whose plan.
        run: name of the planned run.
        spec: what is run, with the sound sources.
        own: the design is the module itself.
        seconds: processor time that the sound design is expected to take.
    """

    key: str
    design: str
    run: str
    spec: RunSpec
    own: bool
    seconds: float


class Netlist(_Plain):
    """How the netlist is made that mutants are of.

    Attributes:
        spec: a run of the design, with its parameters.
        count: mutants that are asked for.
        seed: they are drawn from it.
    """

    spec: RunSpec
    count: int
    seed: int


class Batch(_Plain):
    """Mutants that share a build.

    Attributes:
        key: names it.
        module: the module that all of them change.
        mutants: number i + 1 is the i-th of them.
        controls: keys of those among them that must be killed, and count in no score.
        trials: what they are put through, in this order.
        probes: runs in which the block at fault is looked for.
        netlist: what they are of; None for those of the source.
    """

    key: str
    module: str
    mutants: tuple[Mutant, ...]
    controls: tuple[str, ...] = ()
    trials: tuple[Trial, ...]
    probes: tuple[Trial, ...] = ()
    netlist: Netlist | None = None

    def numbers(self) -> dict[str, int]:
        """The number of each mutant, by its key."""
        return {mutant.key: number for number, mutant in enumerate(self.mutants, 1)}


class Tried(_Plain):
    """What one trial said of one mutant.

    Attributes:
        mutant, trial: their keys.
        state: what it came to.
        kind: how it was killed; None where it was not.
        test, port, clock, case: of the first report, as far as it tells them.
        seconds: processor time.
        detail: the report in a sentence.
    """

    mutant: str
    trial: str
    state: Literal["passed", "killed"]
    kind: Kind | None = None
    test: str = ""
    port: str = ""
    clock: int | None = None
    case: str = ""
    seconds: float = 0.0
    detail: str = ""


class Judged(_Plain):
    """What a judge says of a survivor.

    Attributes:
        state: the verdict.
        how: for people, a sentence.
        witness: file of a trace that shows a difference, in the campaign's folder; empty without.
    """

    state: Found = "unknown"
    how: str = ""
    witness: str = ""


class Named(_Plain):
    """Which block the search for the fault named in a run with a killed mutant.

    Attributes:
        trial: key of the run; empty where none could be made.
        kind: how the run failed; None where no run did.
        module, instance: of the block; empty where none was named.
        sentence: for people.
    """

    trial: str = ""
    kind: Kind | None = None
    module: str = ""
    instance: str = ""
    sentence: str = ""

    @property
    def counts(self) -> bool:
        """Whether the run has shown something that can be followed to its origin."""
        return self.kind is not None and self.kind not in SILENT


class Fate(_Plain):
    """What became of a mutant.

    Attributes:
        mutant: the mutant.
        state: killed or not.
        kill: what killed it: the first trial, or a later one where the first only saw that
            something took too long.
        trials: how many trials it was put through.
        seconds: processor time of all of them.
        judged: what a judge says, of a survivor.
        named: the block that was named, of a killed one that was drawn for it.
    """

    mutant: Mutant
    state: State
    kill: Tried | None = None
    trials: int = 0
    seconds: float = 0.0
    judged: Judged | None = None
    named: Named | None = None

    @property
    def weak(self) -> bool:
        """Whether nothing but a time-out, a crash or the clock count has killed it."""
        return self.kill is not None and self.kill.kind in WEAK

    @property
    def harmless(self) -> bool:
        """Whether it is proven that no test of the design can kill it."""
        return self.judged is not None and self.judged.state in ("equivalent", "unreachable")

    @property
    def probed(self) -> bool:
        """Whether a run has shown it, so that its module should have been named."""
        return self.named is not None and self.named.counts

    @property
    def located(self) -> bool:
        """Whether its module was named."""
        return self.named is not None and self.named.module == self.mutant.module


class Score(_Plain):
    """How many mutants of a sort were killed.

    Attributes:
        name: of the sort.
        mutants: all.
        killed: those killed.
        weak: those of them whom only a time-out, a crash or the clock count has killed.
        harmless: survivors that are proven equivalent or unreachable.
        survived: other survivors.
        open: those without a verdict.
        probed: of the killed, those that a search for the block at fault should have found.
        located: those of them whose module it named.
        unprobed: killed that were drawn for it, and shown by nothing but a standstill, or not at
            all, in the designs around.
    """

    name: str
    mutants: int
    killed: int
    weak: int
    harmless: int
    survived: int
    open: int
    probed: int = 0
    located: int = 0
    unprobed: int = 0

    @property
    def percent(self) -> float | None:
        """Killed, of those with a verdict that are not proven harmless; None without any."""
        total = self.killed + self.survived
        return 100 * self.killed / total if total else None

    @property
    def named(self) -> float | None:
        """Percentage of the located among the probed; None without any."""
        return 100 * self.located / self.probed if self.probed else None


class Versions(_Plain):
    """The texts that a verdict stands on, as hashes.

    Attributes:
        rtl: the design, which the mutants are of: a mutant that was killed is killed for good.
        properties: what is said of its ports, on which a proof may rest.
    """

    rtl: str = ""
    properties: str = ""


class Campaign(_Plain):
    """A campaign.

    Attributes:
        name: of its folder.
        seed: the mutants are drawn from it.
        replay: the command that repeats it.
        commit: state of the sources, with ``(dirty)`` when they differ from it.
        started: seconds since 1970; seconds: wall time.
        machine: what it ran on, by name.
        tools: version of each tool.
        scheduler: where: ``local``, or the address or kind of the farm.
        workers: how many there were at most.
        goal: least percentage of killed mutants, of those that are not proven harmless.
        fates: of all drawn mutants, by module and place.
        located_goal: least percentage of mutants whose module is named, of those that are probed.
        controls: of the mutants that must be killed.
        trials: of all batches, by key.
        sound: processor time that the sound design took in each trial, by the trial's key.
        faults: what makes the figures void, a sentence each.
        events: what happened on the farm, for people.
        interrupted: it was ended before all was done.
        versions: hashes of the texts that the verdicts stand on.
        kept_of: name of the earlier campaign that the fates of other mutants are taken over from;
            empty without one.
        kept: how many these are.
    """

    name: str
    seed: int
    replay: str
    commit: str
    started: float
    seconds: float
    machine: dict[str, str]
    tools: dict[str, str]
    scheduler: str
    workers: int
    goal: float
    fates: tuple[Fate, ...]
    located_goal: float = 0.0
    controls: tuple[Fate, ...] = ()
    trials: dict[str, Trial] = {}
    sound: dict[str, float] = {}
    faults: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    interrupted: bool = False
    versions: Versions = Versions()
    kept_of: str = ""
    kept: int = 0

    def survivors(self) -> list[Fate]:
        """All that are alive, those that are proven harmless last."""
        alive = [fate for fate in self.fates if fate.state == "survived"]
        return sorted(alive, key=lambda fate: fate.harmless)

    def mistaken(self) -> list[Fate]:
        """All whose search for the block at fault named another block, or none."""
        return [fate for fate in self.fates if fate.probed and not fate.located]


class Summary(_Plain):
    """What the history shows of a campaign.

    Attributes:
        name, commit, started, seconds: of the campaign.
        seed: of its draw.
        passed: it met its goal and nothing made it void.
        total: the score of all mutants.
        percent: of each module.
    """

    name: str
    commit: str
    started: float
    seconds: float
    seed: int
    passed: bool
    total: Score
    percent: dict[str, float]
