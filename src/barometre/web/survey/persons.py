"""Who answered for a collectivité, as its room writes and erases it; `people` forgets it after the day told."""

from datetime import date, datetime, timedelta

from barometre.web.survey.models import Person, Wave

# How long who answered is kept after the last day of the wave; at any time, after the day it was given.
KEPT = timedelta(days=365)


def find(siren: str, wave: str) -> Person | None:
    """Return who answered; None when nobody said so."""
    return Person.objects.filter(siren=siren, wave=wave).first()


def kept_until(wave: Wave | None, now: datetime) -> date:
    """Return the last day on which who answered is kept."""
    return (wave.closes_on if wave else now.date()) + KEPT


def write(siren: str, wave: Wave | None, told: dict[str, str], now: datetime) -> None:
    """Keep who answered (name, role, mail); nothing told erases it."""
    key = {"siren": siren, "wave": wave.pk if wave else ""}
    if not any(told.values()):
        Person.objects.filter(**key).delete()
        return
    Person.objects.update_or_create(**key, defaults={**told, "given_at": now, "kept_until": kept_until(wave, now)})
