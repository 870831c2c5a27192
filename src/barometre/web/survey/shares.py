"""Shares of the wave before, frozen into a wave when it opens."""

from barometre.survey.shares import Shares, shares
from barometre.territory import reference
from barometre.web.survey.models import Wave
from barometre.web.survey.told import told


def freeze_shares(wave: Wave) -> None:
    """Keep in a wave what was answered to its questionnaires the last time before it; to be called as it opens.

    Each questionnaire has its own former wave: they are not all asked in each. What is sent later to a former wave
    moves nothing here.
    """
    measured = reference.collectivites().filter(measured=True).select("siren", "kind", "strate")
    places = {siren: (kind, strate) for siren, kind, strate in measured.iter_rows()}
    wave.former = {version.questionnaire: _last(wave, version.questionnaire, places) for version in wave.versions.all()}
    wave.save(update_fields=["former"])


def wave_before(wave: Wave, questionnaire: str) -> Wave | None:
    """Return the last wave before one that asked a questionnaire; None when there is none."""
    earlier = Wave.objects.filter(opens_on__lt=wave.opens_on, versions__questionnaire=questionnaire)
    return earlier.order_by("-opens_on").first()


def _last(wave: Wave, questionnaire: str, places: dict[str, tuple[str, str]]) -> Shares:
    former = wave_before(wave, questionnaire)
    return shares(told(wave=former.pk, questionnaire=questionnaire), places) if former else {}
