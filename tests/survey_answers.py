"""Answers of collectivités put in the database, as their room puts them there."""

from datetime import datetime

from barometre.web.survey.models import Wave
from barometre.web.survey.responses import AnswerEdit, Writer, save, send
from barometre.web.survey.versions import freeze
from little_questionnaire import COMMUNE, LITTLE, PARIS


def moment(day: int) -> datetime:
    return datetime(2026, 11, day, 12, tzinfo=PARIS)


def send_answers(siren, answers, day=20, wave="", published=False, asked=LITTLE):
    """Send answers to the little questionnaire; return the response."""
    version = freeze(asked, moment(1))
    changes = {name: AnswerEdit(value) for name, value in answers.items()}
    response = save(siren, wave, version, changes, Writer(), moment(day))
    send(response, COMMUNE, None, moment(day))
    response.published_at = moment(day) if published else None
    response.save(update_fields=["published_at"])
    return response


def open_wave(name, day, base, asked=LITTLE):
    """Make a wave of the little questionnaire, opened on a day of November 2026."""
    wave = Wave.objects.create(
        id=name, title=name, opens_on=moment(day).date(), closes_on=moment(28).date(), base_edition=base
    )
    wave.versions.add(freeze(asked, moment(1)))
    return wave
