"""Workflow for public dispute resolution (信访事项办理)."""

VERSION = "0.2.0"
