"""The planted bugs, a module for each file of the RTL that has some."""
