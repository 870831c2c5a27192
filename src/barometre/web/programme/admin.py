"""Screens of /gestion/, found here by Django."""

from barometre.web.programme.fund import admin as admin_fund
from barometre.web.programme.gestion import audit as admin_audit
from barometre.web.programme.governance import admin as admin_governance
from barometre.web.programme.objectives import admin as admin_objectives
from barometre.web.programme.projects import admin as admin_projects

__all__ = ["admin_audit", "admin_fund", "admin_governance", "admin_objectives", "admin_projects"]
