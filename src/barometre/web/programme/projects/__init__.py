"""Group projects and who registers to them: pages and screens of /gestion/."""
