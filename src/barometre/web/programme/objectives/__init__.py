"""Objectives and their progress: pages, tables and screens of /gestion/."""
