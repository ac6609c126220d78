"""Complaints of the sample: counts per day, columns as NumPy arrays, then texts and records, block by block."""
