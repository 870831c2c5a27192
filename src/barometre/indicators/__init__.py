"""The catalogue of indicators, and facts turned into values and scores."""
