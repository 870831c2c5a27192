"""Pages that guide a collectivité."""
