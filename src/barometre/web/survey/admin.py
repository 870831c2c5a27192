"""Screens of /gestion/, found here by Django."""

from barometre.web.survey.manage import mail, waves

__all__ = ["mail", "waves"]
