"""State machines: one file for each lifecycle."""
