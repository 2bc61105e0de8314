"""What is counted of operands."""

from tb.kraken.coverage.operands import operand_group

GROUPS = (operand_group(lambda case, before, values: case.works),)
