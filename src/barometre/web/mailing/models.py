"""Tables of the messages. An address is kept no longer than it serves: afterwards its keyed hash alone is."""

from django.db import models

from barometre.web.mailing.operators import LONGEST
from barometre.web.mailing.states import MessageState, Purpose


class Message(models.Model):
    """One message to one address. Its text and its link are made when it is sent, not when it is queued."""

    PURPOSES = {
        Purpose.INVITATION.value: "invitation",
        Purpose.REMINDER.value: "relance",
        Purpose.RECEIPT.value: "accusé de réception",
        Purpose.REPLY.value: "droit de réponse",
    }
    STATES = {
        MessageState.WAITING.value: "en attente",
        MessageState.SENT.value: "envoyé",
        MessageState.BOUNCED.value: "revenu",
        MessageState.GIVEN_UP.value: "pas distribué",
        MessageState.DROPPED.value: "sans objet",
    }

    purpose = models.CharField("objet", max_length=12, choices=PURPOSES)
    about = models.CharField("à propos de", max_length=60, help_text="Wave, response or period.")
    number = models.PositiveIntegerField("n°", default=0, help_text="Of a reminder, or of what was sent.")
    siren = models.CharField("SIREN", max_length=9)
    address = models.CharField("adresse", max_length=254, blank=True, help_text="Empty once the message is done with.")
    address_mac = models.CharField(max_length=64, editable=False, help_text="Keyed hash of the address.")
    operator = models.CharField("opérateur", max_length=LONGEST, help_text="Who receives for this domain.")
    state = models.CharField("état", max_length=10, choices=STATES, default=MessageState.WAITING.value)
    tries = models.PositiveIntegerField("essais", default=0)
    queued_at = models.DateTimeField("demandé le")
    next_at = models.DateTimeField("prochain essai")
    done_at = models.DateTimeField("terminé le", null=True)
    answer = models.CharField("réponse du serveur", max_length=80, blank=True, help_text="Codes alone.")
    message_id = models.CharField(max_length=120, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "about", "number", "siren", "address_mac"], name="one_message_of_a_kind"
            )
        ]
        indexes = [
            models.Index(fields=["state", "next_at"]),
            models.Index(fields=["about", "siren"]),
            models.Index(fields=["message_id"]),
        ]
        verbose_name = "message"

    def __str__(self) -> str:
        return f"{self.purpose} {self.siren}"


class Added(models.Model):
    """An address that the team added to the official one of a collectivité."""

    siren = models.CharField("SIREN", max_length=9)
    address = models.EmailField("adresse")
    added_at = models.DateTimeField("ajoutée le", auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["siren", "address"], name="added_once_to_a_body")]
        verbose_name = "adresse ajoutée"
        verbose_name_plural = "adresses ajoutées"

    def __str__(self) -> str:
        return self.siren


class Silent(models.Model):
    """An address that wants neither invitations nor reminders, known by its keyed hash."""

    address_mac = models.CharField(max_length=64, unique=True, editable=False)
    siren = models.CharField("SIREN", max_length=9)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "désinscription"

    def __str__(self) -> str:
        return self.siren


class Dead(models.Model):
    """An address that its server says does not exist, known by its keyed hash. It is not written to again."""

    address_mac = models.CharField(max_length=64, unique=True, editable=False)
    siren = models.CharField("SIREN", max_length=9)
    at = models.DateTimeField("le")
    answer = models.CharField("réponse du serveur", max_length=80, help_text="Codes alone.")

    class Meta:
        verbose_name = "adresse morte"
        verbose_name_plural = "adresses mortes"

    def __str__(self) -> str:
        return self.siren


class Pause(models.Model):
    """An operator of mail that refuses us, or wants us slower: nothing is sent to it until then.

    The team is told of a refusal, of which the code begins with 5.
    """

    operator = models.CharField("opérateur", max_length=LONGEST, unique=True)
    since = models.DateTimeField("depuis")
    until = models.DateTimeField("jusqu’au")
    answer = models.CharField("réponse du serveur", max_length=80, help_text="Codes alone.")

    class Meta:
        verbose_name = "opérateur en pause"
        verbose_name_plural = "opérateurs en pause"

    def __str__(self) -> str:
        return self.operator
