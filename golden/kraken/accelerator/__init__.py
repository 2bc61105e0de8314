"""What of a network runs on the accelerator, and as which beats.

`plan_network` gives the steps of a model in the order of execution: a layer on the engine with
what follows it in the same pass, a layer on a stage alone, or one that software computes. A step
turns arrays into passes (`run_on`), with every beat that goes in, passes a tap or comes out, and
the bytes that came out back into its tensor (`collect`).
"""

from golden.kraken.accelerator.network import plan_network
from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import Locate, Pass
from golden.kraken.accelerator.step import Step, Work

__all__ = ["AcceleratorParams", "Locate", "Pass", "Step", "Work", "plan_network"]
