"""Measurements: `python -m bench` runs all of them, `python -m bench.NAME` one. Figures are ratios within one run."""
