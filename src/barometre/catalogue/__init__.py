"""The content people read and correct, in YAML (`data/`), and what reads, checks and documents it."""
