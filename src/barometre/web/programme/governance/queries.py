"""Reads of the governance: committees, organisations, meetings. All of it is public."""

from datetime import date

from django.db.models import Count, QuerySet

from barometre.web.programme.models import Body, Meeting, Organisation


def bodies() -> QuerySet[Body]:
    """Return the committees and the direction, with the organisations that sit there."""
    return Body.objects.prefetch_related("members")


def organisations() -> QuerySet[Organisation]:
    """Return State bodies, then associations; `members` counts the collectivités that each lists."""
    return Organisation.objects.order_by("-kind", "name").annotate(members=Count("collectivites"))


def meetings() -> QuerySet[Meeting]:
    """Return the meetings with their decisions, newest first."""
    return Meeting.objects.select_related("body").prefetch_related("decisions__owner")


def next_meeting(today: date) -> Meeting | None:
    """Return the next meeting on or after a day."""
    return meetings().filter(held_on__gte=today).order_by("held_on").first()


def last_meeting(today: date) -> Meeting | None:
    """Return the last meeting held before a day, without its decisions."""
    return Meeting.objects.select_related("body").filter(held_on__lt=today).first()
