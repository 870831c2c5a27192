"""Estimates by a model for areas of which too few answered; any table."""
