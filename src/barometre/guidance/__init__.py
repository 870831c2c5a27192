"""What guides a collectivité: what the law expects, what to do next, and with whose help. Pure, without Django."""
