"""Results of closed waves: computed by a command, read again and published in /gestion/, shown to everybody."""
