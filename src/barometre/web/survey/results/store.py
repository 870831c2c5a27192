"""Writes of results: published once, never changed after that. What computes them is in `computing`."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from barometre.errors import BarometreError
from barometre.web.survey.models import Results, Wave
from barometre.web.townhall.queries import one_at_a_time


def is_closed(wave: Wave, now: datetime) -> bool:
    """Return whether a wave is over: nothing can be answered to it any more."""
    over = wave.closed_at is not None or timezone.localdate(now) > wave.closes_on
    return wave.opened_at is not None and over


def publish(name: str, computed_at: datetime | None, now: datetime) -> Results:
    """Publish the results of a wave that were computed at a moment, which is what was read.

    Raises:
        BarometreError: they do not wait to be published: they are already, or were computed again since.
    """
    with transaction.atomic(), one_at_a_time(f"results {name}"):
        row = Results.objects.filter(wave=name, published_at=None).defer("figures", "content").first()
        if row is None or row.computed_at != computed_at:
            raise BarometreError(
                f"Results of wave {name} computed at {computed_at} do not wait to be published: they are already, or "
                "were computed again since; read again those that wait, in /gestion/"
            )
        row.published_at = now
        row.save(update_fields=["published_at"])
    return row
