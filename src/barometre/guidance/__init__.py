"""Guide a collectivité: what the law expects of it, what to do next, which shared tools help, and who."""
