"""The content that people who do not program write and correct: the YAML in `data`, and what reads and checks it."""
