"""The pyuvm environment: one agent a port, a conductor for the transport, a scoreboard.

Nothing in it knows a design; `tb.env.config.EnvConfig` says which ports there are.
"""
