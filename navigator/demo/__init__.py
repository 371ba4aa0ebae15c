"""What only the demo has: a clock that can be moved, and a page where letters are read."""
