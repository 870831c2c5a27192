"""Who is measured: reference data, identifiers, strates, geography, history of mergers."""
