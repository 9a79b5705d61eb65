"""What the worker runs: thin tasks that call actions, by name."""

from mediation.jobs import bulk, clock, messages, papers

__all__ = ["bulk", "clock", "messages", "papers"]
