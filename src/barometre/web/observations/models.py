"""Tables of the looks requested and of the results contested; read and written through `queries` and `looking`."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

# A look without answer after this time was cut short.
LONGEST = timedelta(minutes=1)


class RequestedLook(models.Model):
    """One look at a collectivité, requested on its page."""

    siren = models.CharField(max_length=9)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    records = models.JSONField(default=list, help_text="One look a group of probes, as in the journal of a run.")
    failure = models.TextField(blank=True, help_text="Why we could not look, in French; empty when we could.")

    class Meta:
        indexes = [models.Index(fields=["siren", "asked_at"])]

    @property
    def broken(self) -> bool:
        """Whether it ended without an answer, by our fault."""
        return bool(self.failure) or (self.finished_at is None and timezone.now() - self.asked_at > LONGEST)

    def __str__(self) -> str:
        return f"{self.siren} {self.asked_at:%Y-%m-%d %H:%M}"


class Contest(models.Model):
    """A result that somebody says is wrong. The text and the e-mail address are for the operator alone."""

    siren = models.CharField(max_length=9)
    fact = models.CharField(max_length=60)
    text = models.TextField(max_length=2000)
    email = models.EmailField(blank=True)
    sent_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, help_text="What the operator answers in public, beside the check.")

    class Meta:
        indexes = [models.Index(fields=["siren", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.siren} {self.fact}"
