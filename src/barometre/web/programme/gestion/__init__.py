"""What the screens of /gestion/ share: the admin site, its login, the audit log."""
