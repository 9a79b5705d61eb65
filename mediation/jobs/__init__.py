"""What the worker runs: thin tasks that call actions, by name."""

from mediation.jobs import clock, messages, papers

__all__ = ["clock", "messages", "papers"]
