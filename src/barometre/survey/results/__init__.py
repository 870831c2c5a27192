"""Results of a closed wave: raw and corrected figures, question by question, and what is withheld of them."""
