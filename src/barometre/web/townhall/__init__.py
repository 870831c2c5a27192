"""Links of town halls: sent to the official address alone, opened without account; what is declared through them."""
