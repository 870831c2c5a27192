"""Bring what is due, build, compare with the edition before, and publish when nothing is odd."""
