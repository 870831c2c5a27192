"""The fund: its awards, its account, its pages and its screens of /gestion/."""
