"""What is left to do: pieces of batches to try, survivors to judge, killed mutants to locate."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sim.mutate.course import Bounds, Course
from sim.mutate.model import Mutant
from sim.mutate.probes import drawn
from sim.mutate.result import Batch, Judged, Named, Trial, Tried
from sim.regress.jobs import build_key
from sim.regress.model import Attempt
from tb.spec import RunSpec


@dataclass(eq=False)
class Piece:
    """Some mutants of a batch and the trial that they take.

    Attributes:
        course: of their batch.
        trial: the trial.
        mutants: their keys.
        attempts: all tries at it.
    """

    course: Course
    trial: Trial
    mutants: tuple[str, ...]
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Batch, trial and the first mutant."""
        return f"{self.course.batch.key}.{self.trial.key}.{self.mutants[0]}"

    @property
    def spec(self) -> RunSpec:
        """The trial's."""
        return self.trial.spec

    @property
    def build(self) -> str:
        """The same for all pieces that share a build."""
        return f"{self.course.batch.key}.{build_key(self.trial.spec)}"

    @property
    def seconds(self) -> float:
        """What it is expected to take."""
        return self.trial.seconds * (1 + len(self.mutants))


@dataclass(eq=False)
class Judging:
    """A survivor that is to be judged.

    Attributes:
        mutant: the survivor.
        attempts: all tries at it.
    """

    mutant: Mutant
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The mutant's."""
        return f"judge.{self.mutant.module}.{self.mutant.key}"

    @property
    def spec(self) -> RunSpec:
        """Any that all workers can do: a judge needs no simulator."""
        return RunSpec(toplevel=self.mutant.module)


@dataclass(eq=False)
class Locating:
    """A killed mutant whose block is to be looked for.

    Attributes:
        mutant: the mutant.
        probes: the runs, at least one, all on one simulator.
        attempts: all tries at it.
    """

    mutant: Mutant
    probes: tuple[Trial, ...]
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The mutant's."""
        return f"locate.{self.mutant.module}.{self.mutant.key}"

    @property
    def spec(self) -> RunSpec:
        """That of the first run."""
        return self.probes[0].spec


@dataclass(frozen=True)
class Locate:
    """Which blocks are looked for.

    Attributes:
        count: how many killed mutants.
        seed: they are drawn from it.
    """

    count: int = 0
    seed: int = 1


Task = Piece | Judging | Locating


class Agenda:
    """All that is left to do.

    A batch has one trial at a time: who survives it takes the next one. The longest piece that is
    ready comes first, but not one whose build is under way on another worker, as long as there is
    something else to do. Judges come last, and what takes a second attempt after them. When all
    batches are through it is drawn which of the killed are located.

    Attributes:
        courses: the way of each batch, by its key.
        judged: what was said of survivors, by key.
        named: blocks that were named, by the key of the mutant.
    """

    def __init__(
        self,
        batches: Sequence[Batch],
        bounds: Bounds,
        sound: dict[str, float],
        *,
        tried: Iterable[Tried] = (),
        judged: dict[str, Judged] | None = None,
        judge: bool = True,
        named: dict[str, Named] | None = None,
        locate: Locate = Locate(),
    ) -> None:
        """Plan what is left.

        Args:
            batches: all of them.
            bounds: what may be spent.
            sound: processor time of the sound design by trial, as far as it is known.
            tried: what earlier sessions have found.
            judged: what they have judged.
            judge: survivors are to be judged.
            named: the blocks that they have named.
            locate: which blocks are looked for.
        """
        self.courses = {batch.key: Course(batch, bounds, sound) for batch in batches}
        self.judged = judged if judged is not None else {}
        self.named = named if named is not None else {}
        self._of = {m.key: self.courses[batch.key] for batch in batches for m in batch.mutants}
        self._bounds = bounds
        self._judge = judge
        self._locate = locate
        self._drawn: dict[str, Locating] | None = None
        self._ready: list[Task] = []
        self._again: list[Task] = []
        self._open: dict[str, int] = {}
        self._building: dict[str, Piece] = {}
        self._built: set[str] = set()
        for one in tried:
            if one.mutant in self._of:
                self._of[one.mutant].take(one)
        for course in self.courses.values():
            self._go_on(course)
        self._draw()

    def take(self, simulators: Collection[str]) -> Task | None:
        """What comes next on one of these simulators; None when nothing does."""
        for tasks in (self._ready, self._again):
            fit = [task for task in tasks if task.spec.simulator in simulators]
            if fit:
                task = min(fit, key=self._order)
                tasks.remove(task)
                if isinstance(task, Piece) and task.build not in self._built:
                    self._building.setdefault(task.build, task)
                return task
        return None

    def _order(self, task: Task) -> tuple[bool, bool, float]:
        if not isinstance(task, Piece):
            return True, False, 0.0
        return False, task.build in self._building, -task.seconds

    def tried(self, tried: Tried) -> bool:
        """Count what a trial has said of a mutant; False when that was known."""
        return self._of[tried.mutant].take(tried)

    def ended(self, piece: Piece) -> None:
        """Nothing more comes of a piece; its mutants without a verdict get none from this trial."""
        course = piece.course
        self._built.add(piece.build)
        self._building.pop(piece.build, None)
        course.without(piece.trial, piece.mutants)
        self._open[course.batch.key] -= 1
        if not self._open[course.batch.key]:
            self._go_on(course)
        self._draw()

    def void(self, piece: Piece, why: str) -> None:
        """The sound design does not pass a trial: nothing that the batch finds counts."""
        piece.course.void = why
        self._ready = [
            task
            for task in self._ready
            if not (isinstance(task, Piece) and task.course is piece.course)
        ]
        self.ended(piece)

    def again(self, task: Task) -> None:
        """A task takes another attempt, with the mutants of it that have no verdict."""
        if isinstance(task, Piece):
            self._building.pop(task.build, None)
            due = set(task.course.due(task.trial))
            task.mutants = tuple(mutant for mutant in task.mutants if mutant in due)
            if not task.mutants:
                self.ended(task)
                return
        self._again.append(task)

    def waiting(self, simulators: Collection[str]) -> list[Task]:
        """All on these simulators that has not been begun, or takes another attempt."""
        tasks = [*self._ready, *self._again]
        return [task for task in tasks if task.spec.simulator in simulators]

    def drop(self, simulators: Collection[str]) -> list[Task]:
        """Take all that `waiting` tells off the list."""
        dropped = self.waiting(simulators)
        for tasks in (self._ready, self._again):
            tasks[:] = [task for task in tasks if task not in dropped]
        return dropped

    def unnamed(self) -> list[Mutant]:
        """Those whose block is still to be looked for, as far as they have been drawn."""
        return [one.mutant for key, one in (self._drawn or {}).items() if key not in self.named]

    def _draw(self) -> None:
        """Draw whose blocks are looked for, once all batches are through."""
        courses = self.courses.values()
        if self._drawn is not None or any(course.trial() is not None for course in courses):
            return
        killed: dict[str, list[Mutant]] = {}
        for course in courses:
            batch = course.batch
            killed.setdefault(batch.module, []).extend(
                mutant
                for mutant in batch.mutants
                if mutant.key not in batch.controls
                and batch.netlist is None  # which has no blocks any more
                and not course.void
                and course.state(mutant.key) == "killed"
            )
        batches = [course.batch for course in courses]
        found = drawn(killed, batches, self._locate.count, self._locate.seed)
        self._drawn = {key: Locating(mutant, probes) for key, (mutant, probes) in found.items()}
        self._ready += [one for key, one in self._drawn.items() if key not in self.named]

    def _go_on(self, course: Course) -> None:
        """The next trial of a batch; its survivors' judges when there is none."""
        trial = course.trial()
        if trial is None:
            self._ready += self._judgings(course)
            return
        due = course.due(trial)
        size = self._bounds.piece
        pieces = [
            Piece(course, trial, tuple(due[first : first + size]))
            for first in range(0, len(due), size)
        ]
        self._open[course.batch.key] = len(pieces)
        self._ready += pieces

    def _judgings(self, course: Course) -> list[Judging]:
        batch = course.batch
        if not self._judge or course.void or batch.netlist:  # a judge reads sources
            return []
        return [
            Judging(mutant)
            for mutant in batch.mutants
            if mutant.key not in batch.controls
            and mutant.key not in self.judged
            and course.state(mutant.key) == "survived"
        ]
