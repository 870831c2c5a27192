"""Group projects: pilots on both sides, deliverables, milestones, people who register."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models.fields.files import FieldFile

from barometre.web.programme.models.base import Entry, Line, PartialDateField, SirenField, WebField
from barometre.web.programme.models.governance import Organisation

# Bytes of a deliverable.
LARGEST = 20 * 1024 * 1024
KINDS_OF_FILE = ["csv", "docx", "jpg", "md", "ods", "odp", "odt", "pdf", "png", "pptx", "txt", "xlsx", "zip"]


def is_not_too_large(file: FieldFile | UploadedFile) -> None:
    """Refuse a file over `LARGEST`.

    Raises:
        ValidationError: says so in French.
    """
    if file.size > LARGEST:
        raise ValidationError("Le fichier dépasse 20 Mo.")


class GroupProject(Entry):
    """A project that State and collectivités pilot together."""

    STATES = {"en cours": "en cours", "achevé": "achevé", "inconnu": "inconnu"}

    number = models.PositiveSmallIntegerField("numéro", null=True, blank=True)
    title = models.CharField("titre", max_length=300)
    period = models.CharField("période", max_length=20)
    objective = models.TextField("objectif")
    pilots_state = models.ManyToManyField(
        Organisation, blank=True, related_name="projects_as_state", verbose_name="pilotes, côté État"
    )
    pilots_local = models.ManyToManyField(
        Organisation, blank=True, related_name="projects_as_local", verbose_name="pilotes, côté collectivités"
    )
    state = models.CharField("état", max_length=20, choices=STATES, default="en cours")
    state_note = models.TextField("précision sur l’état", blank=True)
    open = models.BooleanField("ouvert aux inscriptions", default=False)

    class Meta:
        ordering = ["period", "number", "title"]
        verbose_name = "groupe projet"
        verbose_name_plural = "groupes projets"

    def __str__(self) -> str:
        return self.title


class Deliverable(Line):
    """What a group project made: a link or a file."""

    project = models.ForeignKey(
        GroupProject, on_delete=models.CASCADE, related_name="deliverables", verbose_name="groupe projet"
    )
    title = models.CharField("titre", max_length=300)
    url = WebField("adresse")
    file = models.FileField(
        "fichier",
        upload_to="livrables",
        blank=True,
        validators=[FileExtensionValidator(KINDS_OF_FILE), is_not_too_large],
    )
    note = models.TextField("note", blank=True)

    class Meta(Line.Meta):
        verbose_name = "livrable"

    def __str__(self) -> str:
        return self.title


class Milestone(Line):
    """A date in the life of a group project."""

    project = models.ForeignKey(
        GroupProject, on_delete=models.CASCADE, related_name="milestones", verbose_name="groupe projet"
    )
    on = PartialDateField("date")
    text = models.TextField("jalon")

    class Meta(Line.Meta):
        verbose_name = "jalon"

    def __str__(self) -> str:
        return f"{self.on} {self.text[:60]}"


class Registration(models.Model):
    """A person who wants to take part in a group project: read by the team only, deleted after a year."""

    ROLES = {"agent": "agent", "élu": "élu"}

    project = models.ForeignKey(
        GroupProject, on_delete=models.CASCADE, related_name="registrations", verbose_name="groupe projet"
    )
    name = models.CharField("nom", max_length=150)
    role = models.CharField("qualité", max_length=10, choices=ROLES)
    siren = SirenField("SIREN de la collectivité")
    email = models.EmailField("adresse électronique")
    message = models.TextField("message", blank=True, max_length=2000)
    sent_at = models.DateTimeField("reçue le", auto_now_add=True)

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = "inscription"

    def __str__(self) -> str:
        return f"Inscription {self.pk}"  # no name: it is written in the audit log, which is kept


class RegistrationSent(models.Model):
    """The network address of a registration: kept apart from it for an hour, to limit their number."""

    address = models.CharField(max_length=45, db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
