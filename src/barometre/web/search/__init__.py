"""Search of a collectivité by name, code or postal code."""
