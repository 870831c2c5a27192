"""Estimates of totals, shares, means and quantiles from weighted respondents, with what they are worth; any table."""
