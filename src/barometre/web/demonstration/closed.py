"""Made-up waves of the past, closed, and their results, published one after the other."""

from datetime import datetime, timedelta

from django.utils import timezone

from barometre.demonstration.bodies import DAYS
from barometre.demonstration.wave import closed
from barometre.web.demonstration.scene import Scene, copy_rows
from barometre.web.demonstration.wave import response_of, write_responses
from barometre.web.survey import waves
from barometre.web.survey.models import Invited, Results, Wave
from barometre.web.survey.results import computing, store
from barometre.web.survey.versions import freeze

# What they ask.
QUESTIONNAIRE = "cybersecurite"
# Days before today when each opened, from the oldest, and the edition on which it is based.
OPENED = {"demonstration-2": (820, DAYS[-3]), "demonstration-1": (430, DAYS[-2])}
# How long they lasted.
_DAYS = 40


def fill(scene: Scene) -> None:
    """Write the waves and what was sent to them."""
    questionnaire = scene.catalogue.questionnaires[QUESTIONNAIRE]
    for place, (name, (days, edition)) in enumerate(OPENED.items()):
        opened = scene.now - timedelta(days=days)
        version = freeze(questionnaire, opened)
        first = timezone.localdate(opened)
        wave = Wave.objects.create(
            id=name,
            title=f"Vague de démonstration de {first.year}",
            opens_on=first,
            closes_on=first + timedelta(days=_DAYS),
            questionnaires=[QUESTIONNAIRE],
            selection={"kinds": ["commune"]},
            base_edition=edition,
            opened_at=opened,
        )
        wave.versions.set([version])
        invited = ((name, siren, opened) for siren in waves.chosen(wave)["siren"])
        copy_rows(Invited, ["wave_id", "siren", "asked_at"], invited)
        sheets = closed(scene.catalogue, scene.bodies, QUESTIONNAIRE, len(OPENED) - place, wave.closes_on)
        began = opened + timedelta(days=3)
        write_responses([(response_of(one, name, version, began), one) for one in sheets], {})


def publish_results(now: datetime) -> None:
    """Compute and publish the results of the waves, unless it is done; the editions they are based on are there."""
    for name in OPENED:
        if not Results.objects.filter(wave=name).exclude(published_at=None).exists():
            found = computing.compute(name, now)
            store.publish(name, found.computed_at, now)
