"""Made-up data on real collectivités, for an instance with every page alive: seeded, marked, never mixed. Pure."""
