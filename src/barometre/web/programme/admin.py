"""Screens of /gestion/, found here by Django."""

from barometre.web.programme.effect import admin as effect
from barometre.web.programme.fund import admin as fund
from barometre.web.programme.gestion import audit, contests, replies, townhall
from barometre.web.programme.governance import admin as governance
from barometre.web.programme.objectives import admin as objectives
from barometre.web.programme.projects import admin as projects

__all__ = ["audit", "contests", "effect", "fund", "governance", "objectives", "projects", "replies", "townhall"]
