"""A wave given to those who study it: tables of codes, a codebook, and keys by which no collectivité is alone. Pure."""
