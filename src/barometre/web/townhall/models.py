"""Tables of the links of town halls, read and written by the modules beside. Nothing of a visitor is in them."""

from django.db import models

from barometre.web.townhall.states import Author, Choice, Happening


class Link(models.Model):
    """A link that opens the room of a collectivité. Its token is known to who received it alone."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the token.")
    siren = models.CharField("SIREN", max_length=9)
    issued_at = models.DateTimeField("créé le")
    expires_at = models.DateTimeField("expire le")
    revoked_at = models.DateTimeField("révoqué le", null=True)
    address_mac = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Keyed hash of where it was sent; empty: by the operator."
    )
    wave = models.CharField("vague", max_length=40, blank=True, help_text="Wave of the invitation that carried it.")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="shared", verbose_name="lien d’origine"
    )
    who = models.CharField("pour", max_length=60, blank=True, help_text="Whom a shared link is for, as its giver says.")
    may_send = models.BooleanField("peut envoyer", default=True, help_text="Whether its holder sends questionnaires.")

    class Meta:
        indexes = [
            models.Index(fields=["siren", "issued_at"]),
            models.Index(fields=["address_mac", "issued_at"]),
        ]
        verbose_name = "lien"

    def __str__(self) -> str:
        return f"{self.siren} n° {self.pk}"


class Event(models.Model):
    """One thing done with the links of a collectivité. The link is a number: lines outlive links."""

    HAPPENINGS = {
        Happening.ASKED.value: "lien demandé",
        Happening.ISSUED.value: "lien créé par l’exploitant",
        Happening.SENT.value: "lien envoyé",
        Happening.FAILED.value: "envoi impossible",
        Happening.OPENED.value: "espace ouvert",
        Happening.REFUSED.value: "ouverture refusée",
        Happening.DECLARED.value: "déclaration enregistrée",
        Happening.REVOKED.value: "lien révoqué",
        Happening.SHARED.value: "lien partagé",
    }
    AUTHORS = {
        Author.VISITOR.value: "une personne sur le site",
        Author.HOLDER.value: "qui a le lien",
        Author.OPERATOR.value: "l’exploitant du site",
        Author.SITE.value: "le site",
    }

    siren = models.CharField("SIREN", max_length=9)
    link = models.BigIntegerField("lien n°")
    happening = models.CharField("événement", max_length=10, choices=HAPPENINGS)
    author = models.CharField("par", max_length=10, choices=AUTHORS)
    at = models.DateTimeField("le", db_index=True)

    class Meta:
        indexes = [models.Index(fields=["siren", "at"])]
        verbose_name = "ligne du journal des liens"
        verbose_name_plural = "journal des liens"

    def __str__(self) -> str:
        return f"{self.siren} {self.happening}"


class Declared(models.Model):
    """What a town hall declared of an action. Rows are added, never changed: the last one counts."""

    CHOICES = {
        Choice.TO_DO.value: "à faire",
        Choice.DONE.value: "fait",
        Choice.NOT_FOR_US.value: "pas pour nous",
    }

    siren = models.CharField("SIREN", max_length=9)
    action = models.CharField("action", max_length=60)
    choice = models.CharField("déclaré", max_length=12, choices=CHOICES)
    at = models.DateTimeField("le")
    link = models.BigIntegerField("lien n°")

    class Meta:
        indexes = [models.Index(fields=["siren", "action", "at"])]
        verbose_name = "déclaration"

    def __str__(self) -> str:
        return f"{self.siren} {self.action} {self.choice}"
