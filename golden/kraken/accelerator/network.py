"""The steps of a model: what the accelerator does at once, and what is left to the host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.accelerator.beats import Stages
from golden.kraken.accelerator.elementwise import ElementwiseStep
from golden.kraken.accelerator.engine import PARTS, EngineStep
from golden.kraken.accelerator.fused import Behind
from golden.kraken.accelerator.host import HostStep
from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.pooling import PoolBehind, PoolStep, regions_of
from golden.kraken.accelerator.requantisation import proof_of
from golden.kraken.accelerator.step import Shapes, Step
from golden.kraken.lowering.lower import COMPUTED, lower
from golden.kraken.lowering.plan import Plan
from golden.kraken.stages.activation import ActivationConfig
from golden.kraken.stages.adder import AdderConfig, AdderOp
from golden.kraken.stages.of_layers import activation_table, adder_config
from golden.kraken.stages.pool import PoolConfig
from golden.layers.base import Layer
from golden.model import Model


def plan_network(
    model: Model, params: AcceleratorParams, samples: int | None = None
) -> tuple[Step, ...]:
    """The steps of a model in the order of execution.

    Args:
        model: any that runs.
        params: the accelerator.
        samples: how many go through at once; None for the model's own batch.

    Raises:
        InputError: the model does not go in steps through so many samples.
    """
    return tuple(_Planner(model, params, samples or model.batch).steps())


def tensor_shapes(model: Model, samples: int) -> dict[str, tuple[int, ...]]:
    """Shapes of all tensors of a model for that many samples.

    Raises:
        InputError: some layer has the model's own batch size built in.
    """
    shapes = {name: tensor.shape for name, tensor in model.tensors.items()}
    if samples == model.batch:
        return shapes
    # Raises where the model does not take them; no layer runs before the first step is asked for.
    own = model.batch
    model.steps(*(_blank(model, name, samples) for name in model.inputs))
    carrying = set(model.inputs)
    for layer in model.layers:
        if carrying.intersection(layer.inputs) and layer.op != "SHAPE":
            carrying.update(layer.outputs)
    for name in carrying:
        if shapes[name]:
            first, *others = shapes[name]
            shapes[name] = (first * samples // own, *others)
    return shapes


def _blank(model: Model, name: str, samples: int) -> Any:
    """Zeros for an input that take no memory."""
    tensor = model.tensors[name]
    shape = (samples, *tensor.shape[1:]) if tensor.shape else ()
    zero = tensor.dtype.type(max(tensor.words[0], 0) if tensor.dtype.kind in "iu" else 0)
    return np.broadcast_to(zero, shape)


def _activated(behind: Behind, layer: Layer, table: npt.NDArray[np.int8]) -> Behind:
    """The same with a layer on the activation."""
    stages = replace(behind.stages, activation=ActivationConfig(table))
    return replace(behind, stages=stages, activation=layer)


def _swapped(adder: AdderConfig) -> AdderConfig | None:
    """The same with the operands the other way round; None for a difference."""
    if adder.op is AdderOp.SUB:
        return None
    return replace(
        adder,
        zero_point_1=adder.zero_point_2,
        zero_point_2=adder.zero_point_1,
        mantissa_1=adder.mantissa_2,
        shift_1=adder.shift_2,
        mantissa_2=adder.mantissa_1,
        shift_2=adder.shift_1,
    )


class _Planner:
    """Goes through a model once."""

    def __init__(self, model: Model, params: AcceleratorParams, samples: int) -> None:
        self._model, self._params = model, params
        self._shapes: Shapes = tensor_shapes(model, samples)
        self._known = {n for n, t in model.tensors.items() if t.data is not None}
        self._known.update(model.inputs)
        self._readers: dict[str, list[Layer]] = {}
        for layer in model.layers:
            for name in layer.inputs:
                self._readers.setdefault(name, []).append(layer)
        array = params.array
        self._bypass = Stages(
            ActivationConfig.bypass(), AdderConfig.bypass(), PoolConfig.bypass(array.rows)
        )

    def steps(self) -> list[Step]:
        """All of them."""
        found: list[Step] = []
        done: set[str] = set()
        for index, layer in enumerate(self._model.layers):
            if layer.name in done:
                continue
            step = self._step(index, layer)
            found.append(step)
            done.update(each.name for each in step.layers)
            self._known.update(step.outputs)
        return found

    def _step(self, index: int, layer: Layer) -> Step:
        if layer.op in COMPUTED:
            return self._engine(index, layer)
        if self._is_bytes(layer):
            behind, operands = self._alone(layer)
            if behind is not None:
                return self._with(ElementwiseStep, index, behind.layers, operands, behind=behind)
            regions = regions_of(layer, self._shapes[layer.inputs[0]], self._params)
            if regions is not None:
                more = {"stages": self._bypass, "regions": tuple(regions)}
                return self._with(PoolStep, index, (layer,), layer.inputs, **more)
        return self._with(HostStep, index, (layer,), layer.inputs, reason=layer.op.lower())

    def _with(
        self, kind: Any, index: int, layers: Sequence[Layer], inputs: Sequence[str], **more: Any
    ) -> Step:
        """A step of that kind."""
        names = {*inputs, *(name for each in layers for name in (*each.inputs, *each.outputs))}
        shapes = {name: self._shapes[name] for name in names}
        step = kind(
            layers=tuple(layers),
            index=index,
            inputs=tuple(inputs),
            outputs=layers[-1].outputs,
            shapes=shapes,
            params=self._params,
            **more,
        )
        assert isinstance(step, Step)
        return step

    def _engine(self, index: int, layer: Layer) -> Step:
        """A layer on the engine, with all behind it that can be."""
        proof = proof_of(self._model, layer)
        source = np.broadcast_to(np.int8(0), self._shapes[layer.inputs[0]])
        plan = lower(layer, source, self._params.array)  # type: ignore[arg-type]
        raw = "" if proof.proved else proof.reason
        if plan.adds_parts:
            raw = PARTS
        behind = Behind(self._bypass)
        operands: tuple[str, ...] = ()
        if not raw:
            behind, operands = self._behind(layer, behind, plan)
        inputs = (layer.inputs[0], *operands)
        layers = (layer, *behind.layers)
        return self._with(EngineStep, index, layers, inputs, proof=proof, raw=raw, behind=behind)

    def _alone(self, layer: Layer) -> tuple[Behind | None, tuple[str, ...]]:
        """An activation or adder alone, or the latter behind the former; and what they read."""
        behind = Behind(self._bypass)
        table = activation_table(layer)
        if table is not None:
            behind = _activated(behind, layer, table)
            behind, operands = self._adder_behind(layer.outputs[0], behind)
            return behind, (layer.inputs[0], *operands)
        adder = adder_config(layer)
        if adder is not None:
            stages = replace(self._bypass, adder=adder)
            return replace(behind, stages=stages, adder=layer), layer.inputs
        return None, ()

    def _behind(self, layer: Layer, behind: Behind, plan: Plan) -> tuple[Behind, tuple[str, ...]]:
        """What follows a layer of the engine in its passes, and what that reads besides."""
        tail = layer.outputs[0]
        following = self._only_reader(tail)
        table = None if following is None else activation_table(following)
        if following is not None and table is not None:
            behind = _activated(behind, following, table)
            tail = following.outputs[0]
        behind, operands = self._adder_behind(tail, behind)
        if behind.layers:
            tail = behind.layers[-1].outputs[0]
        following = self._only_reader(tail)
        if following is not None:
            shape = self._shapes[following.outputs[0]]
            pool = PoolBehind.of(following, plan, self._params, shape)
            behind = replace(behind, pool=pool)
        return behind, operands

    def _adder_behind(self, tail: str, behind: Behind) -> tuple[Behind, tuple[str, ...]]:
        """The same with the adder that reads the tensor `tail`, if its other operand is known."""
        following = self._only_reader(tail)
        if following is None or len(following.inputs) != 2:
            return behind, ()
        swapped = following.inputs[1] == tail
        other = following.inputs[0 if swapped else 1]
        fits = self._shapes[following.outputs[0]] == self._shapes[tail]
        adder = adder_config(following)
        if adder is not None and swapped:
            adder = _swapped(adder)
        if adder is None or not fits or other not in self._known:
            return behind, ()
        stages = replace(behind.stages, adder=adder)
        return replace(behind, stages=stages, adder=following), (other,)

    def _only_reader(self, name: str) -> Layer | None:
        """The one layer that reads a tensor, if that is all it is for and all it is for bytes."""
        readers = self._readers.get(name, [])
        if len(readers) != 1 or name in self._model.outputs or not self._is_bytes(readers[0]):
            return None
        return readers[0]

    def _is_bytes(self, layer: Layer) -> bool:
        """Whether all tensors of a layer are int8."""
        tensors = self._model.tensors
        return all(tensors[name].dtype == np.int8 for name in (*layer.inputs, *layer.outputs))
