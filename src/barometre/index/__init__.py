"""Composite index of any table: normalised, weighted, aggregated at any number of levels; robustness to its choices."""
