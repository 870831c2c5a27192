"""Runs of many looks: targets, chunks, processes, journal, confirmation, output; on one machine or many."""
