"""What `bench/papers.py` stands on: the same sample papers for every tool, and the tools."""
