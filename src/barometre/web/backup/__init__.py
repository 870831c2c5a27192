"""Back-ups: one file that holds the database and the files of an instance, and the way back."""
