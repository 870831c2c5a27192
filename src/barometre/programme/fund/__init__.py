"""The fund: files of awards read, judged line by line, reported and reconciled. Format: docs/fund-format.md."""
