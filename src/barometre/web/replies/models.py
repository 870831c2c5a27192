"""Tables of the right of reply, read and written by the modules beside. Nothing of a person is in them."""

from datetime import date

from django.db import models
from django.db.models import Q

from barometre.web.replies.states import Ground, Moderation, Stage, Stance


class Period(models.Model):
    """The days during which collectivités may reply to what an edition, built and not published, changes."""

    edition = models.DateField("édition", help_text="Its date: it is built, and not published yet.")
    build_id = models.CharField(max_length=64, editable=False, help_text="SHA-256 of its manifest.")
    before = models.DateField("comparée à celle du", help_text="Date of the published edition that it is compared to.")
    catalogue = models.JSONField(editable=False, help_text="That of the edition; emptied with the verdicts.")
    opened_at = models.DateTimeField("ouverte le")
    last_day = models.DateField("dernier jour", help_text="Included, at Paris time.")
    closed_at = models.DateTimeField("close par l’équipe le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    published_at = models.DateTimeField("publiée le", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition"], condition=Q(withdrawn_at=None), name="one_period_of_an_edition")
        ]
        verbose_name = "période de réponse"
        verbose_name_plural = "périodes de réponse"

    def stage(self, today: date) -> Stage:
        """Return where it is, on a day at Paris time."""
        if self.withdrawn_at:
            return Stage.WITHDRAWN
        if self.published_at:
            return Stage.PUBLISHED
        return Stage.OVER if self.closed_at or today > self.last_day else Stage.OPEN

    def __str__(self) -> str:
        return self.edition.isoformat()


class Asked(models.Model):
    """A collectivité whose verdicts move, and all that its preview shows: nothing else is read at request time."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="asked")
    siren = models.CharField("SIREN", max_length=9)
    written_to = models.BooleanField("message demandé", help_text="False: no official address is known.")
    moved = models.PositiveIntegerField("résultats", help_text="How many verdicts move.")
    verdicts = models.JSONField(help_text="indicator -> before and after as the edition has them, why. Emptied later.")
    facts = models.JSONField(help_text="fact -> as the edition has it: those beside the verdicts. Emptied later.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "siren"], name="one_row_by_period_and_body")]
        indexes = [models.Index(fields=["siren"])]
        verbose_name = "collectivité interrogée"
        verbose_name_plural = "collectivités interrogées"

    def __str__(self) -> str:
        return self.siren


class Reply(models.Model):
    """What a collectivité says of one verdict. What it said before stays, and is not current any more."""

    STANCES = {
        Stance.AGREE.value: "d’accord",
        Stance.DISAGREE.value: "pas d’accord",
        Stance.NONE.value: "sans avis",
    }
    DECISIONS = {Moderation.ACCEPTED.value: "publié", Moderation.REFUSED.value: "refusé"}
    GROUNDS = {
        Ground.PERSON.value: "une personne y est nommée ou reconnaissable",
        Ground.INSULT.value: "injure, menace ou propos contraire à la loi",
        Ground.ADVERT.value: "publicité",
        Ground.LINK.value: "lien ou coordonnées",
        Ground.OFF_TOPIC.value: "sans rapport avec le résultat",
    }

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="replies", verbose_name="période")
    siren = models.CharField("SIREN", max_length=9)
    indicator = models.CharField("indicateur", max_length=60)
    score = models.FloatField(null=True, editable=False, help_text="Of the verdict replied to; null: not known.")
    stance = models.CharField("position", max_length=10, choices=STANCES)
    words = models.TextField("texte", blank=True, help_text="One line; shown once accepted.")
    at = models.DateTimeField("reçue le")
    link = models.BigIntegerField("lien n°")
    current = models.BooleanField("dernière", default=True)
    decision = models.CharField("décision", max_length=10, choices=DECISIONS, blank=True)
    ground = models.CharField("motif du refus", max_length=10, choices=GROUNDS, blank=True)
    decided_at = models.DateTimeField("relue le", null=True, editable=False)
    decided_by = models.CharField("relue par", max_length=150, blank=True, editable=False, help_text="An account.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "siren", "indicator"],
                condition=Q(current=True),
                name="one_current_reply",
            )
        ]
        indexes = [models.Index(fields=["siren", "indicator"])]
        verbose_name = "réponse"

    @property
    def says_something(self) -> bool:
        """Whether there is a stance or a word in it; without either it takes back what was said."""
        return self.stance != Stance.NONE or bool(self.words)

    def __str__(self) -> str:
        return f"{self.siren} {self.indicator}"
