"""Databases of every release, brought up to the present."""
