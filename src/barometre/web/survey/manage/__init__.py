"""Screens of /gestion/ for campaigns: waves, their messages, addresses added, what came back."""
