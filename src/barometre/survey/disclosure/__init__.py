"""What tables published together may not give back: the answer of one respondent; any table."""
