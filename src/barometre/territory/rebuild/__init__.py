"""Make the reference tables again from the published archives of their sources."""
