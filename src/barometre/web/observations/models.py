"""Tables of the looks requested and of the verdicts contested; read and written through the modules beside."""

import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone

from barometre.web.observations.states import ContestOutcome, ContestState

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


def new_token() -> str:
    """Draw the end of the address at which a contest is followed: 128 bits, not to be guessed."""
    return secrets.token_urlsafe(16)


class Contest(models.Model):
    """A verdict that somebody says is wrong. The text and the e-mail address are for the operator alone."""

    # In French, for /gestion/ and for who follows a contest; one settled before outcomes were kept has none.
    OUTCOMES = {
        ContestOutcome.AT_SOURCE.value: "acceptée, corrigée à la source",
        ContestOutcome.HERE.value: "acceptée, corrigée par nous",
        ContestOutcome.REFUSED.value: "refusée",
    }

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    siren = models.CharField("SIREN", max_length=9)
    subject = models.CharField("question", max_length=60, help_text="An indicator, or a check of the observation.")
    text = models.TextField("texte", max_length=2000, blank=True)
    email = models.EmailField("courriel", blank=True)
    sent_at = models.DateTimeField("reçue le")
    looked_at = models.DateTimeField("en examen depuis", null=True, editable=False)
    closed_at = models.DateTimeField("réglée le", null=True, editable=False)
    outcome = models.CharField("issue", max_length=20, choices=OUTCOMES, blank=True)
    answer = models.TextField("réponse publique", blank=True, max_length=2000)

    class Meta:
        indexes = [models.Index(fields=["siren", "sent_at"])]
        verbose_name = "contestation"

    @property
    def state(self) -> ContestState:
        """Where it is."""
        if self.closed_at:
            return ContestState.SETTLED
        return ContestState.UNDER_WAY if self.looked_at else ContestState.RECEIVED

    def __str__(self) -> str:
        return f"{self.siren} {self.subject}"
