"""The transport in C++: ports driven and beats compared inside the Verilated program."""
