"""Scores of the barometer: from indicators to themes, levels, peers and territories."""
