"""Imports of real data: complaints by profile, indicators (SDMX-ML, CSV, XLSX), area boundaries.

A bad row never stops a file and is never half-taken; a bad file changes nothing at all.
"""
