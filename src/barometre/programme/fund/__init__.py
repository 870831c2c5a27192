"""The fund: files of awards read and validated, imports, report, reconciliation. Format: docs/fund-format.md."""
