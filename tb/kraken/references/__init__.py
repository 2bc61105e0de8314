"""The blocks of the accelerator as their contracts have them, clock by clock, for `tb.probe`.

Each stands on the golden functions and on `hw/README.md` and `hw/STAGES.md`, not on the RTL.
"""
