"""Probes: the requests of one look, group by group, and the statements made of their answers."""
