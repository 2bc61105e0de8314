"""What proofs found, as plain data."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, computed_field

PROOF_JSON = "proof.json"

State = Literal["proven", "failed", "unreached", "timeout", "lost"]
"""All holds; a property fails; a cover is not reached; no answer in time; a property is missing."""


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True)


class Held(_Plain):
    """A property that holds.

    Attributes:
        name: with its instances, below the top module.
        place: file and line.
        text: the line.
    """

    name: str
    place: str
    text: str


class Row(_Plain):
    """A port over the clocks of a counterexample.

    Attributes:
        port: its name.
        values: hexadecimal, by clock.
    """

    port: str
    values: tuple[str, ...]


class Counterexample(_Plain):
    """How a property fails.

    Attributes:
        property: the one that fails in the last clock.
        place, text: where it is written, and how.
        inductive: the clocks begin in some state that no property forbids, not in reset: either the
            design is wrong, or a property is missing that would forbid that state.
        first: number of the first clock that is shown.
        ports: the module's ports.
        waves: file with all signals, below the folder of the proofs.
    """

    property: str
    place: str
    text: str
    inductive: bool
    first: int
    ports: tuple[Row, ...]
    waves: str


class Proof(_Plain):
    """One elaboration of a module.

    Attributes:
        module: its name.
        parameters: those that were given.
        defines: definitions that were given.
        state: what came of it.
        how: how properties are proven, for people.
        note: why it is not more, for people.
        properties: those that were proven.
        assumptions: names of what surroundings must do.
        covers: clock in which each was reached first.
        unreached: covers that were not.
        seconds: wall time.
        fault: what is wrong, as a sentence.
        counterexample: of the first property that fails.
    """

    module: str
    parameters: dict[str, int]
    defines: dict[str, str] = {}
    state: State
    how: str
    note: str = ""
    properties: tuple[Held, ...] = ()
    assumptions: tuple[str, ...] = ()
    covers: dict[str, int] = {}
    unreached: tuple[str, ...] = ()
    seconds: float = 0.0
    fault: str = ""
    counterexample: Counterexample | None = None

    @property
    def sizes(self) -> str:
        """Parameters and definitions, for people."""
        given = {**self.parameters, **self.defines}
        return " ".join(f"{name}={value}" for name, value in given.items())


class Proofs(_Plain):
    """All that were asked for.

    Attributes:
        stamp: name of their folder.
        commit: state of the sources.
        tools: versions by name.
        proofs: one for each elaboration.
        seconds: wall time.
    """

    stamp: str
    commit: str
    tools: dict[str, str]
    proofs: tuple[Proof, ...]
    seconds: float

    @computed_field  # type: ignore[prop-decorator]
    @property
    def passed(self) -> bool:
        """Everything is proven."""
        return all(proof.state == "proven" for proof in self.proofs)
