"""The `barometre` command: one module per group of commands, each command one call of a documented function."""
