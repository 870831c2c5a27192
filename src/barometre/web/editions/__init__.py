"""Published editions in PostgreSQL: what the pages and the API read."""
