"""Obligations and actions made by hand, for tests: what a test does not give is of no consequence to it."""

from datetime import date

from barometre.catalogue.guidance import Action, Obligation

TODAY = date(2026, 11, 1)


def duty(**changes):
    return Obligation(
        **{
            "id": "site-accessible",
            "title": "Rendre le site accessible",
            "theme": "accessibilite",
            "kind": "obligation",
            "asks": "Le site est accessible.",
            "whom": "toutes les collectivités",
            "references": ("loi",),
            "shown_by": "une déclaration",
            "read": "read",
            "source": "texte en vigueur",
            "checked_on": TODAY,
        }
        | changes
    )


def action(name, **changes):
    given = {"title": name, "why": "…", "how": ("…",), "duration": "une heure", "cost": "gratuit", "ease": 2}
    return Action(**{"id": name, "seen": "…"} | given | changes)
