"""What collectivités sent, read for the facts that it states. What is not published never goes to the store."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from barometre.facts.store import append_whole
from barometre.survey.answers import unpacked
from barometre.survey.facts import SOURCE, SentAnswers, facts_of
from barometre.web.survey.models import Sending
from barometre.web.survey.versions import content_of

# Rows read at once from PostgreSQL.
_AT_ONCE = 1000


def told(**responses: Any) -> Iterator[SentAnswers]:  # noqa: ANN401  (values of a filter)
    """Give what was last sent to each questionnaire, by SIREN, wave and questionnaire.

    Args:
        responses: filters of `models.Response`: siren, wave, published_at__isnull…
    """
    sendings = Sending.objects.filter(**{f"response__{name}": value for name, value in responses.items()})
    order = ("response__siren", "response__wave", "response__questionnaire")
    newest = sendings.order_by(*order, "-number").distinct(*order).select_related("response__version")
    for one in newest.iterator(chunk_size=_AT_ONCE):
        response = one.response
        yield SentAnswers(
            siren=response.siren,
            questionnaire=content_of(response.version),
            at=timezone.localtime(one.at),
            given=unpacked(one.content),
            wave=response.wave,
        )


def write_published(store: Path, today: date) -> Path | None:
    """Write all that collectivités chose to publish to the store of facts: what they withdrew is no longer there.

    Returns:
        The file written; None when the store says the same already.
    """
    return append_whole(store, SOURCE, today, facts_of(told(published_at__isnull=False)))
