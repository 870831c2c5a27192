"""Facts turned into the values and scores of indicators."""
