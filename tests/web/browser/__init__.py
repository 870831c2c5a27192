"""Pages in a real browser: the files of this folder share one, and a served site."""
