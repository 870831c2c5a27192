"""The `barometre` command: one module per group of commands.

Modules that declare commands import little: the body of a command imports what it calls, so that help, completion and
mistyped options answer at once.
"""
