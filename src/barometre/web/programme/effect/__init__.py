"""Effect of the fund: its studies and their pages."""
