"""What town halls declare of actions, « fait » or « pas pour nous »: kept as they say it, never counted as observed."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from barometre.web.townhall.models import Declared, Link
from barometre.web.townhall.queries import DAY, note, one_at_a_time
from barometre.web.townhall.states import Author, Choice, Happening

# Declarations of one collectivité in twenty-four hours.
MOST_A_DAY = 200


def declared_actions(siren: str) -> dict[str, tuple[Choice, date]]:
    """Return what a collectivité declares: action -> « done » or « not for us », and the day when it said so.

    An action put back to « to do » is not there: nothing is declared of it any more.
    """
    rows = Declared.objects.filter(siren=siren).order_by("at", "pk").values_list("action", "choice", "at")
    last = {action: (Choice(choice), timezone.localtime(at).date()) for action, choice, at in rows}
    return {action: told for action, told in last.items() if told[0] is not Choice.TO_DO}


def declare(link: Link, choices: Mapping[str, Choice], now: datetime) -> int | None:
    """Keep what a town hall declares; what it says already is not kept twice.

    Returns:
        How many declarations were kept; None, and none was, when there are too many in a day.
    """
    with one_at_a_time(f"declare {link.siren}"):
        known = declared_actions(link.siren)
        told = {action: known[action][0] if action in known else Choice.TO_DO for action in choices}
        new = {action: choice for action, choice in choices.items() if choice is not told[action]}
        if Declared.objects.filter(siren=link.siren, at__gt=now - DAY).count() + len(new) > MOST_A_DAY:
            return None
        Declared.objects.bulk_create(
            Declared(siren=link.siren, action=action, choice=choice, at=now, link=link.pk)
            for action, choice in new.items()
        )
        if new:
            note(link, Happening.DECLARED, Author.HOLDER, now)
    return len(new)
