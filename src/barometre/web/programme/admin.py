"""Screens of /gestion/, found here by Django."""

from barometre.web.programme import (
    admin_audit,
    admin_fund,
    admin_governance,
    admin_objectives,
    admin_projects,
)

__all__ = ["admin_audit", "admin_fund", "admin_governance", "admin_objectives", "admin_projects"]
