"""Editions: one frozen, reproducible release of everything, named by its date."""
