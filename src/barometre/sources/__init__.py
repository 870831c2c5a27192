"""Registers of open data, one module each: what is declared somewhere, turned into facts."""
