"""The house measured by itself: rooms, sizes, circles, what is imported upward. `python -m setup.house` prints it."""
