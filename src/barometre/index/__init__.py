"""The composite index: from scores of indicators to themes, levels, peers and territories."""
