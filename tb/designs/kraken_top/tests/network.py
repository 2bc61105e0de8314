"""A whole network through the accelerator, step by step, against TFLite's own tensors."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden import load_model
from golden.kraken.accelerator import Step, Work, plan_network
from golden.kraken.accelerator.elementwise import ElementwiseStep
from golden.kraken.accelerator.engine import EngineStep
from golden.kraken.accelerator.host import HostStep
from golden.kraken.accelerator.network import tensor_shapes
from golden.kraken.accelerator.passes import ACTIVATED, ADDED, OPERAND, OUT, POOLED
from golden.kraken.format.axes import SUM
from golden.model import Model
from golden.networks.shipped import images_path, load_images
from golden.oracle import expected_tensors
from golden.streams.frame import DATA, USER
from tb.bench import Case, Title
from tb.designs.kraken_top.cases import PassCase
from tb.designs.kraken_top.options import (
    CHAIN,
    chosen_names,
    is_chosen,
    model_path,
    samples,
    samples_of,
)
from tb.designs.kraken_top.tests.base import TopTest
from tb.env.ahead import Ahead
from tb.kraken.engine import layer_title
from tb.kraken.graph import Place, Where, write_graph
from tb.results import FAILED, NETWORK, PASSED
from tb.scoreboard.results import CaseResult
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE, Profile

Array = NDArray[Any]

PORTS_OF = {"activation": (ACTIVATED,), "adder": (ADDED, OPERAND), "pool": (POOLED,)}
"""Ports at which words of a stage behind the requantizer pass."""


@dataclass(frozen=True, eq=False)
class Truth:
    """What a network must come to.

    Attributes:
        path: of its file.
        model: the network.
        inputs: what it is fed with.
        tensors: every computed tensor by name.
        whose: whose word they are.
    """

    path: Path
    model: Model
    inputs: tuple[Array, ...]
    tensors: Mapping[str, Array]
    whose: str

    @property
    def samples(self) -> int:
        """How many go through at once."""
        return samples_of(self.inputs)

    @classmethod
    def of(cls, path: Path, model: Model, inputs: tuple[Array, ...]) -> Truth:
        """Run the network where it is known to be right."""
        whole, own = samples_of(inputs), model.batch
        if whole == own:
            return cls(path, model, inputs, *expected_tensors(model, path, *inputs))
        shapes, whose = tensor_shapes(model, whole), ""
        parts: list[dict[str, Array]] = []
        for first in range(0, whole, own):
            batch = tuple(x[first : first + own] for x in inputs)
            found, whose = expected_tensors(model, path, *batch)
            parts.append(found)
        # What only tells of shapes is another for several batches, and TFLite runs one.
        ours = model.trace(*inputs)
        tensors = {
            name: ours[name]
            if value.shape == shapes[name]
            else np.concatenate([part[name] for part in parts])
            for name, value in parts[0].items()
        }
        return cls(path, model, inputs, tensors, whose)


class NetworkTest(TopTest):
    """A whole model, each layer fed with what the simulation made of those before it."""

    test = "network"

    async def body(self) -> None:
        """See the class."""
        path = model_path(self.options)
        rng = generator(self.run.spec.seed, self.test, path.stem)
        model = load_model(path)
        truth = Truth.of(path, model, samples(model, path, self.options, rng))
        names = chosen_names(model, path, self.options["LAYERS"])
        known = {n: t.data for n, t in model.tensors.items() if t.data is not None}
        known |= dict(zip(model.inputs, truth.inputs, strict=True))
        chain = self.options["FEED"] == CHAIN
        made: dict[str, Array] = {}
        proved = 0
        steps = plan_network(model, self.params, truth.samples)
        write_graph(self.run.folder, path.stem, model, _places(steps, names))

        def make() -> Generator[tuple[Step, Work], None, None]:
            source = made if chain else truth.tensors
            for step in steps:
                arrays = [source[n] if n in source else known[n] for n in step.inputs]
                if is_chosen(step, names):
                    yield step, step.run_on(*arrays)
                elif chain:
                    made.update(zip(step.outputs, step.golden(*arrays), strict=True))

        # In a chain a step reads what the simulation made of the one before.
        with nullcontext(make()) if chain else Ahead(make()) as works:
            for step, work in works:
                outputs: Sequence[Array] = ()
                for profile in self.profiles or [NO_PROFILE]:
                    outputs = await self._run(step, work, truth, profile)
                made.update(zip(step.outputs, outputs, strict=True))
                proved += step.proved if isinstance(step, EngineStep) else 0
        self._finish(truth, {n: made[n] for n in model.outputs if n in made}, proved)

    async def _run(
        self, step: Step, work: Work, truth: Truth, profile: Profile
    ) -> tuple[Array, ...]:
        """One step; returns its outputs, rebuilt from the beats on the wires."""
        ops = "+".join(layer.op for layer in step.layers)
        title = layer_title(truth.path.stem, step.name, ops, work.text)
        if not work.passes:
            return self._on_host(step, work, truth, title)
        case = replace(self.case(title, work.passes, _layers(step)), name=step.name, macs=work.macs)
        case = NetworkCase.of(case, work)
        rng = generator(self.run.spec.seed, self.test, step.name, profile.text)
        found: list[tuple[Array, ...]] = []

        def judge() -> None:
            self._check_idle(case)
            seen = [self.transfer(one.frames[OUT][0]).seen[DATA] for one in work.sending]
            found.append(work.collect(seen))
            self._compare(step, found[0], work.expected, "the golden layer", title)
            self._compare(step, found[0], self._due(step, truth), truth.whose, title)

        await self.run_case(case, profile, rng, judge)
        return found[0]

    def _on_host(self, step: Step, work: Work, truth: Truth, title: Title) -> tuple[Array, ...]:
        """A step that software computes: its line tells only that."""
        reported = len(self.checker.reports)
        sound = False
        try:
            self._compare(step, work.expected, self._due(step, truth), truth.whose, title)
            sound = len(self.checker.reports) == reported
        finally:
            CaseResult(
                test=self.test,
                case=step.name,
                detail=work.text,
                profile=NO_PROFILE.text,
                beats=0,
                values=sum(array.size for array in work.expected),
                clocks=0,
                verdict=PASSED if sound else FAILED,
                seed=self.run.spec.seed,
                figures={
                    "network": truth.path.stem,
                    "op": title.parts["op"],
                    **_told(work),
                    "predicted": None if self.profiles else 0,
                    "utilisation": None,
                    "taps": {},
                    "words": {},
                    "passes": 0,
                },
            ).append_to(self.run.folder)
        return work.expected

    @staticmethod
    def _due(step: Step, truth: Truth) -> tuple[Array, ...]:
        return tuple(truth.tensors[name] for name in step.outputs)

    def _compare(
        self,
        step: Step,
        found: Sequence[Array],
        due: Sequence[Array],
        whose: str,
        title: Title,
    ) -> None:
        """Outputs against what they must be."""
        for name, ours, theirs in zip(step.outputs, found, due, strict=True):
            what = f"output against {whose}"
            if len(step.outputs) > 1:
                what = f"output '{name}' against {whose}"
            self.expect_equal(what, ours, theirs, title)

    def carried(self, case: Case) -> int:
        """Words that leave and count, a sum being one."""
        assert isinstance(case, PassCase)
        return sum(
            int(np.bitwise_count(frame.whole(USER)).sum()) // (4 if one.raw else 1)
            for one in case.passes
            for frame in one.frames.get(OUT, ())
        )

    def figures(self, case: Case, profile: Profile, clocks: int) -> dict[str, Any]:
        """What the base tells, and what is done where."""
        assert isinstance(case, NetworkCase)
        assert case.work is not None
        return {**super().figures(case, profile, clocks), **_told(case.work)}

    def _finish(self, truth: Truth, outputs: Mapping[str, Array], proved: int) -> None:
        """Compare the network's outputs, and tell of it as a whole."""
        told, order = [], truth.model.outputs
        for name, ours in outputs.items():
            theirs = truth.tensors.get(name)
            equal = theirs is not None and np.array_equal(ours, theirs)
            index = order.index(name)
            told.append({"name": name, "index": index, "values": ours.size, "equal": equal})
        scored = scores_of(truth, outputs)
        table = {
            "model": truth.path.stem,
            "images": truth.samples,
            "feed": self.options["FEED"],
            "truth": truth.whose,
            "outputs": told,
            "answers": answers(truth, outputs, scored, self._labels(truth)),
            "answers_of": None if scored is None else order.index(scored),
            "proved": proved,
        }
        path = self.run.folder / NETWORK
        path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")

    def _labels(self, truth: Truth) -> Sequence[int]:
        """Labels of the samples; -1 or nothing where they are not known."""
        if self.options["INPUT"] is not None or not images_path(truth.path).exists():
            return ()
        return [int(label) for label in load_images(truth.path)[1]]


@dataclass(frozen=True, eq=False)
class NetworkCase(PassCase):
    """A step of a network as a case.

    Attributes:
        work: the step with its arrays.
    """

    work: Work | None = None

    @classmethod
    def of(cls, case: PassCase, work: Work) -> NetworkCase:
        """The case of that step."""
        parts = {name: getattr(case, name) for name in case.__dataclass_fields__}
        return cls(**parts, work=work)


def _layers(step: Step) -> dict[str, str]:
    """By port, the layer whose words pass there."""
    found = {"pixel": 0, "weight": 0, SUM: 0, "requantized": 0, "tensor": 0}
    names = {port: step.layers[i].name for port, i in found.items()}
    if isinstance(step, EngineStep | ElementwiseStep):
        for stage, layer in step.behind.by_stage.items():
            names |= dict.fromkeys(PORTS_OF[stage], layer.name)
    return names


def _places(steps: Sequence[Step], names: frozenset[str]) -> dict[str, Place]:
    """By name, where the layers of the chosen steps are computed."""
    found = {}
    for step in steps:
        for layer, text in zip(step.layers, step.places, strict=True):
            on_engine = isinstance(step, EngineStep) and layer is step.layers[0]
            where = Where.ENGINE if on_engine else Where.STAGE
            where = Where.HOST if isinstance(step, HostStep) else where
            if is_chosen(step, names):
                found[layer.name] = Place(where, text, step.name)
    return found


def _told(work: Work) -> dict[str, Any]:
    """What is done where."""
    step = work.step
    return {
        "index": step.index,
        "layers": "+".join(layer.name for layer in step.layers),
        "where": step.where,
        "way": work.way,
        "macs": work.macs,
    }


def scores_of(truth: Truth, outputs: Mapping[str, Array]) -> str | None:
    """The first output that is one vector of scores a sample, if there is one.

    Args:
        truth: of the network.
        outputs: as the simulation has them.
    """
    for name, ours in outputs.items():
        scores = int(np.prod(ours.shape[1:]))
        vector = ours.ndim >= 2 and ours.shape[-1] == scores > 1 and len(ours) == truth.samples
        if vector and name in truth.tensors:
            return name
    return None


def answers(
    truth: Truth, outputs: Mapping[str, Array], name: str | None, labels: Sequence[int]
) -> list[dict[str, int | None]]:
    """The class of each sample by its scores.

    Args:
        truth: of the network.
        outputs: as the simulation has them.
        name: of the output that has the scores; None where none does.
        labels: known classes of the samples, negative where one is not.
    """
    if name is None:
        return []
    both = (outputs[name], truth.tensors[name])
    classes = (x.reshape(len(x), -1).argmax(axis=1) for x in both)
    return [
        {
            "image": i,
            "ours": int(our),
            "tflite": int(their),
            "label": labels[i] if i < len(labels) and labels[i] >= 0 else None,
        }
        for i, (our, their) in enumerate(zip(*classes, strict=True))
    ]
