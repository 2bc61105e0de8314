"""The stages behind the engine: what each does to its words, and the packet that tells it so.

A configuration is a frozen dataclass with `frame`, its packet, and `apply`, which takes a pass's
words [beats, lanes] and gives those that leave. `fields` lays a configuration's header out,
`channel` scales to int8 as all stages do.
"""
