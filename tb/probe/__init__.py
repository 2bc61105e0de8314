"""Where a fault began: recorded blocks of a design, each held against its own contract.

Every block is judged by the inputs that it really had. So a block that passes on what it got wrong
is sound, and the first one that is not is where the fault sits.
"""
