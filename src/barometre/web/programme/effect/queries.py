"""Reads of the studies of effect."""

from barometre.web.programme.models import EffectStudy


def effect_studies() -> list[EffectStudy]:
    """Return the newest study of each indicator."""
    return list(EffectStudy.objects.order_by("indicator", "-made_at").distinct("indicator"))


def effect_study(indicator: str) -> EffectStudy | None:
    """Return the newest study of an indicator; None when there is none."""
    return EffectStudy.objects.filter(indicator=indicator).order_by("-made_at").first()
