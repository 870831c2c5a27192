"""Tables of the survey. Answers are added, never changed: the last one of a question counts, the others are history."""

from django.db import models

from barometre.web.survey.states import How


class Version(models.Model):
    """A questionnaire as it was when it was first put to somebody: it never changes after that."""

    questionnaire = models.CharField("questionnaire", max_length=40)
    number = models.PositiveIntegerField("version")
    content = models.JSONField("contenu", help_text="As `catalogue.questionnaires.Questionnaire` writes itself.")
    sha256 = models.CharField(max_length=64, editable=False)
    frozen_at = models.DateTimeField("figée le")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["questionnaire", "number"], name="one_version_of_a_number")]
        verbose_name = "version de questionnaire"
        verbose_name_plural = "versions de questionnaires"

    def __str__(self) -> str:
        return f"{self.questionnaire} v{self.number}"


class Wave(models.Model):
    """A wave: which questionnaires, when, to whom. `closes_on` is the last day on which one can answer."""

    id = models.SlugField("identifiant", primary_key=True, max_length=40)
    title = models.CharField("titre", max_length=120)
    opens_on = models.DateField("ouvre le")
    closes_on = models.DateField("dernier jour")
    questionnaires = models.JSONField("questionnaires", default=list, help_text="Ids; their versions once it is open.")
    versions = models.ManyToManyField(Version, verbose_name="versions", related_name="waves", editable=False)
    base_edition = models.DateField(
        "édition de base",
        null=True,
        editable=False,
        help_text="Published when it opened. Positions among peers are told on it: it does not move during the wave.",
    )
    selection = models.JSONField("qui est invité", default=dict, help_text="As `survey.selection` reads it.")
    targets = models.JSONField("objectifs", default=dict, help_text="Kind -> per cent of answers aimed at.")
    introduction = models.TextField(
        "phrase à ajouter aux messages",
        max_length=500,
        blank=True,
        help_text="Facultatif : une ou deux phrases, avant le lien. Ni lien ni donnée personnelle.",
    )
    reminder_days = models.JSONField("relances", default=list, help_text="Days after the opening, in order.")
    reminders = models.PositiveIntegerField("relances demandées", default=0, editable=False)
    former = models.JSONField(
        "parts de la vague précédente",
        default=dict,
        editable=False,
        help_text="Questionnaire -> shares, as `survey.shares` makes them; frozen when the wave opens.",
    )
    opened_at = models.DateTimeField("ouverte le", null=True, editable=False)
    closed_at = models.DateTimeField("close le", null=True, editable=False, help_text="Closed before its last day.")

    class Meta:
        verbose_name = "vague"
        ordering = ["-opens_on", "id"]

    def __str__(self) -> str:
        return self.title


class Invited(models.Model):
    """A collectivité of a wave. It was asked once a message was taken, and did not bounce, or it came by itself."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="invited")
    siren = models.CharField("SIREN", max_length=9)
    asked_at = models.DateTimeField("invitée le", null=True)
    bounced_at = models.DateTimeField("message revenu le", null=True)
    opened_at = models.DateTimeField("questionnaire ouvert le", null=True, help_text="By the button, not by a scanner.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "siren"], name="invited_once_to_a_wave")]
        verbose_name = "collectivité invitée"
        verbose_name_plural = "collectivités invitées"

    def __str__(self) -> str:
        return f"{self.wave_id} {self.siren}"


class Response(models.Model):
    """What one collectivité answers to one questionnaire, in a wave or at any time. Its first saved answer makes it."""

    siren = models.CharField("SIREN", max_length=9)
    wave = models.CharField("vague", max_length=40, blank=True, help_text="Empty: at any time.")
    questionnaire = models.CharField("questionnaire", max_length=40)
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    started_at = models.DateTimeField("commencée le")
    sent_at = models.DateTimeField("envoyée le", null=True, help_text="The first time.")
    published_at = models.DateTimeField(
        "publiée le", null=True, help_text="The collectivité wants it on its sheet, as declared and dated."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["siren", "wave", "questionnaire"], name="one_response_by_body_and_wave"),
            # What is answered to a wave is never published: only what is answered at any time is, by choice.
            models.CheckConstraint(
                condition=models.Q(published_at=None) | models.Q(wave=""), name="published_at_any_time_alone"
            ),
        ]
        indexes = [models.Index(fields=["wave", "sent_at"])]
        verbose_name = "réponse"

    def __str__(self) -> str:
        return f"{self.siren} {self.wave} {self.questionnaire}"


class Answer(models.Model):
    """One answer to one question, at one moment, by the holder of one link. Rows are added, never changed."""

    HOWS = {
        How.GIVEN.value: "saisie",
        How.CONFIRMED.value: "confirmée",
        How.CORRECTED.value: "corrigée",
    }

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField("question", max_length=80)
    value = models.JSONField("valeur", null=True, help_text="As `survey.values` makes it; null: taken back.")
    typed = models.JSONField("saisie impossible", null=True, help_text="What was typed and is no answer, shown again.")
    how = models.CharField("comment", max_length=10, choices=HOWS)
    at = models.DateTimeField("le")
    link = models.BigIntegerField("lien n°", null=True, help_text="Null: imported.")
    who = models.CharField("par", max_length=60, blank=True, help_text="Name of the sub-link; empty: the first link.")

    class Meta:
        indexes = [
            models.Index(fields=["response", "question", "-id"]),
            models.Index(fields=["at"], condition=~models.Q(who=""), name="answers_that_name_a_link"),
        ]
        verbose_name = "réponse à une question"
        verbose_name_plural = "réponses aux questions"

    def __str__(self) -> str:
        return f"{self.response_id} {self.question}"


class Sending(models.Model):
    """What was sent, whole, each time: the last one counts, the others are history."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="sendings")
    number = models.PositiveIntegerField("n°")
    content = models.JSONField("contenu", help_text="As `survey.answers.packed` writes it.")
    at = models.DateTimeField("le")
    link = models.BigIntegerField("lien n°", null=True, help_text="Null: imported.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "number"], name="one_sending_of_a_number")]
        verbose_name = "envoi"

    def __str__(self) -> str:
        return f"{self.response_id} n° {self.number}"


class Results(models.Model):
    """The results of a closed wave, computed whole. Once published they stay: a correction is a new version."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="results", verbose_name="vague")
    number = models.PositiveIntegerField("version")
    reason = models.CharField("raison de la correction", max_length=400, blank=True)
    computed_at = models.DateTimeField("calculés le")
    content = models.JSONField("contenu", help_text="As `survey.results.compute.WaveResults` writes it.")
    figures = models.BinaryField(help_text="Parquet: columns of `survey.results.figures.FIGURES`.")
    published_at = models.DateTimeField("publiés le", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "number"], name="one_results_of_a_number"),
            models.UniqueConstraint(
                fields=["wave"], condition=models.Q(published_at=None), name="one_results_to_publish"
            ),
        ]
        verbose_name = "résultats d’une vague"
        verbose_name_plural = "résultats des vagues"
        ordering = ["-published_at", "wave", "-number"]

    def __str__(self) -> str:
        return f"{self.wave_id} v{self.number}"


class Person(models.Model):
    """Who answered for a collectivité: kept apart from the answers, until a stated day, erased on request."""

    siren = models.CharField("SIREN", max_length=9)
    wave = models.CharField("vague", max_length=40, blank=True)
    name = models.CharField("nom", max_length=120, blank=True)
    role = models.CharField("fonction", max_length=120, blank=True)
    mail = models.EmailField("courriel", blank=True)
    given_at = models.DateTimeField("donné le")
    kept_until = models.DateField("gardé jusqu’au")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["siren", "wave"], name="one_person_by_body_and_wave")]
        verbose_name = "personne qui a répondu"
        verbose_name_plural = "personnes qui ont répondu"

    def __str__(self) -> str:
        return f"{self.siren} {self.wave}"
