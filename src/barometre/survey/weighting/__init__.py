"""Weights of respondents, calibrated to totals that are known of all; any table."""
