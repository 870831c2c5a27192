"""Who steers: bodies, organisations, their members, meetings and what was decided."""

from django.db import models

from barometre.web.programme.models.base import Entry, Line, PartialDateField, SirenField


class Organisation(Entry):
    """A State body or an association of elected representatives or operators."""

    KINDS = {"état": "État", "association": "association"}

    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=KINDS)
    represents = models.TextField("ce qu’elle représente", blank=True)
    joined = PartialDateField("entrée dans le programme", blank=True)
    note = models.TextField("remarque", blank=True)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = "organisation"

    def __str__(self) -> str:
        return self.name


class OrganisationMember(models.Model):
    """A collectivité that is a member of an organisation, where this is known."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="collectivites", verbose_name="organisation"
    )
    siren = SirenField("SIREN de la collectivité")

    class Meta:
        ordering = ["siren"]
        verbose_name = "collectivité membre"
        verbose_name_plural = "collectivités membres"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "siren"],
                name="one_membership",
                violation_error_message="Cette collectivité est déjà membre de cette organisation.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.siren} ({self.organisation_id})"


class Body(Entry):
    """A committee or a direction of the programme."""

    name = models.CharField("nom", max_length=200)
    role = models.TextField("rôle")
    chair = models.CharField("présidence", max_length=300, blank=True)
    rhythm = models.CharField("rythme", max_length=200, blank=True)
    members = models.ManyToManyField(Organisation, blank=True, related_name="bodies", verbose_name="organisations")

    class Meta:
        ordering = ["name"]
        verbose_name = "instance"

    def __str__(self) -> str:
        return self.name


class Meeting(Entry):
    """A meeting of a body, held or to come."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings", verbose_name="instance")
    held_on = models.DateField("date")
    place = models.CharField("lieu", max_length=200, blank=True)
    agenda = models.TextField("ordre du jour", blank=True, help_text="Un point par ligne.")

    class Meta:
        ordering = ["-held_on"]
        verbose_name = "réunion"

    @property
    def points(self) -> list[str]:
        """Points of the agenda."""
        return [line.strip() for line in self.agenda.splitlines() if line.strip()]

    def __str__(self) -> str:
        return f"{self.body}, {self.held_on:%d/%m/%Y}"


class Decision(Line):
    """What a meeting decided, who does it, by when, and what came of it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions", verbose_name="réunion")
    text = models.TextField("décision")
    owner = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions", verbose_name="porteur"
    )
    due = models.DateField("échéance", null=True, blank=True)
    followup = models.TextField("suite donnée", blank=True)

    class Meta(Line.Meta):
        verbose_name = "décision"

    def __str__(self) -> str:
        return self.text[:80]
