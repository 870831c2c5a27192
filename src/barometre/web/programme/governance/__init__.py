"""Governance: committees, organisations, meetings; their pages and their screens of /gestion/."""
