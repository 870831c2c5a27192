"""What visitors and town halls did: verdicts contested, looks requested, actions declared."""

from datetime import timedelta
from typing import Any

import polars as pl

from barometre.edition.files import read_table
from barometre.facts.statement import Statement
from barometre.observation.run.confirm import Look
from barometre.observation.run.journal import to_records
from barometre.web.demonstration.scene import Scene
from barometre.web.demonstration.wave import NOWHERE, WAVE
from barometre.web.observations.models import Contest, RequestedLook
from barometre.web.observations.states import ContestOutcome
from barometre.web.townhall.models import Declared, Event, Link
from barometre.web.townhall.states import Author, Choice, Happening

CONTESTS, LOOKS, DECLARING = 90, 40, 900
# Of contests: those that wait, those that are looked at; the others are settled.
_WAIT, _UNDER_WAY = 0.2, 0.15
# Where the last word is given on a contest: outcome and sentence.
_SETTLED = (
    (ContestOutcome.AT_SOURCE, "Démonstration : la fiche de l’annuaire a été corrigée, la prochaine édition le dira."),
    (ContestOutcome.HERE, "Démonstration : notre lecture de la page était fausse, elle est corrigée."),
    (ContestOutcome.REFUSED, "Démonstration : deux vérifications ont donné la même réponse."),
)
# Facts that a look tells.
_LOOKED = ("site.hsts", "site.csp", "site.nosniff", "site.ipv6", "site.caa", "site.certificate-valid")


def fill(scene: Scene) -> None:
    """Write contests, looks and declarations."""
    _contests(scene)
    _looks(scene)
    _declared(scene)


def _contests(scene: Scene) -> None:
    draws = scene.bodies.draws("contests")
    answers = read_table(scene.edition, "indicators").filter(pl.col("status") == "known", pl.col("score") < 100)
    chosen = answers.select("siren", "indicator").gather(draws.integers(0, answers.height, CONTESTS))
    rows = []
    for (siren, subject), (fate, late, when) in zip(chosen.iter_rows(), draws.random((CONTESTS, 3)), strict=True):
        sent_at = scene.now - timedelta(days=2 + 200 * float(when) if fate > _WAIT + _UNDER_WAY else 9 * float(when))
        told: dict[str, Any] = {"siren": siren, "subject": subject, "sent_at": sent_at}
        if fate > _WAIT:
            told["looked_at"] = sent_at + timedelta(days=1)
        if fate > _WAIT + _UNDER_WAY:
            outcome, answer = _SETTLED[int(late * len(_SETTLED))]
            closed_at = min(scene.now, sent_at + timedelta(days=2 + 12 * float(late)))
            told |= {"closed_at": closed_at, "outcome": outcome.value, "answer": answer}
        else:
            told |= {"text": "Démonstration : cette réponse ne nous semble pas juste.", "email": f"{siren}@{NOWHERE}"}
        rows.append(Contest(**told))
    Contest.objects.bulk_create(rows)


def _looks(scene: Scene) -> None:
    """Write looks requested lately, which say what the edition says."""
    told = scene.told(list(_LOOKED))
    sirens = sorted(siren for siren, facts in told.items() if len(facts) == len(_LOOKED))
    chosen = scene.bodies.draws("looks").choice(sirens, min(LOOKS, len(sirens)), replace=False).tolist()
    rows = []
    for place, siren in enumerate(chosen):
        at = scene.now - timedelta(hours=7 * place + 1)
        statements = tuple(Statement(fact, told[siren][fact]) for fact in _LOOKED)
        looks = [Look(siren, "web", at.timestamp(), 0, False, statements)]
        done = at + timedelta(seconds=9)
        rows.append(RequestedLook(siren=siren, asked_at=at, finished_at=done, records=to_records(looks)))
    RequestedLook.objects.bulk_create(rows)


def _declared(scene: Scene) -> None:
    """Write what holders of the links of the wave declare of some actions."""
    draws = scene.bodies.draws("declared")
    actions = list(scene.catalogue.actions)
    links = list(Link.objects.filter(wave=WAVE, parent=None).order_by("pk")[:DECLARING])
    rows, events = [], []
    for link in links:
        at = link.issued_at + timedelta(hours=1)
        for action in draws.choice(actions, int(draws.integers(1, 4)), replace=False).tolist():
            choice = Choice.DONE if draws.random() < 0.8 else Choice.NOT_FOR_US
            rows.append(Declared(siren=link.siren, action=action, choice=choice.value, at=at, link=link.pk))
        events.append(Event(siren=link.siren, link=link.pk, happening=Happening.DECLARED, author=Author.HOLDER, at=at))
    Declared.objects.bulk_create(rows)
    Event.objects.bulk_create(events)
