"""What a campaign must reach."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

import tb.designs
from tb.plan.read import as_model, read_hjson

FILE = Path(tb.designs.__path__[0]) / "mutation.hjson"


Percentage = Annotated[float, Field(ge=0, le=100)]


class Goal(BaseModel):
    """What the file holds.

    Attributes:
        score: least percentage of mutants that are killed, of those that are not proven harmless.
        located: least percentage of mutants whose module is named, of those that are probed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    score: Percentage
    located: Percentage


def read_goal(path: Path = FILE) -> Goal:
    """The goals.

    Raises:
        PlanError: the file cannot be read, or a goal is none.
    """
    return as_model(Goal, read_hjson(path), path)
