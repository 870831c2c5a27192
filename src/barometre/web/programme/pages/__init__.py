"""Public pages of the programme: home, governance, objectives, group projects, registration; block of the sheets."""
