"""Answers gathered with another tool, read by a mapping: which column answers which question, in which codes. Pure."""
