"""Workflow for public dispute resolution (信访事项办理)."""
