"""Performance as ratios of two things measured in one run; see docs/testing.md. One module per row, `pN_*.py`."""
