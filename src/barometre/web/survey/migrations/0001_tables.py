import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                ("wave", models.CharField(blank=True, max_length=40, verbose_name="vague")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="nom")),
                ("role", models.CharField(blank=True, max_length=120, verbose_name="fonction")),
                ("mail", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                ("given_at", models.DateTimeField(verbose_name="donné le")),
                ("kept_until", models.DateField(verbose_name="gardé jusqu’au")),
            ],
            options={
                "verbose_name": "personne qui a répondu",
                "verbose_name_plural": "personnes qui ont répondu",
                "constraints": [models.UniqueConstraint(fields=("siren", "wave"), name="one_person_by_body_and_wave")],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("questionnaire", models.CharField(max_length=40, verbose_name="questionnaire")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                (
                    "content",
                    models.JSONField(
                        help_text="As `catalogue.questionnaires.Questionnaire` writes itself.", verbose_name="contenu"
                    ),
                ),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("frozen_at", models.DateTimeField(verbose_name="figée le")),
            ],
            options={
                "verbose_name": "version de questionnaire",
                "verbose_name_plural": "versions de questionnaires",
                "constraints": [
                    models.UniqueConstraint(fields=("questionnaire", "number"), name="one_version_of_a_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                (
                    "wave",
                    models.CharField(blank=True, help_text="Empty: at any time.", max_length=40, verbose_name="vague"),
                ),
                ("questionnaire", models.CharField(max_length=40, verbose_name="questionnaire")),
                ("started_at", models.DateTimeField(verbose_name="commencée le")),
                ("sent_at", models.DateTimeField(help_text="The first time.", null=True, verbose_name="envoyée le")),
                (
                    "published_at",
                    models.DateTimeField(
                        help_text="The collectivité wants it on its sheet, as declared and dated.",
                        null=True,
                        verbose_name="publiée le",
                    ),
                ),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="survey.version")),
            ],
            options={
                "verbose_name": "réponse",
            },
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                ("id", models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name="identifiant")),
                ("title", models.CharField(max_length=120, verbose_name="titre")),
                ("opens_on", models.DateField(verbose_name="ouvre le")),
                ("closes_on", models.DateField(verbose_name="dernier jour")),
                (
                    "questionnaires",
                    models.JSONField(
                        default=list, help_text="Ids; their versions once it is open.", verbose_name="questionnaires"
                    ),
                ),
                (
                    "base_edition",
                    models.DateField(
                        editable=False,
                        help_text="Published when it opened. Positions among peers are told on it: it does not move during the wave.",
                        null=True,
                        verbose_name="édition de base",
                    ),
                ),
                (
                    "selection",
                    models.JSONField(
                        default=dict, help_text="As `survey.selection` reads it.", verbose_name="qui est invité"
                    ),
                ),
                (
                    "targets",
                    models.JSONField(
                        default=dict, help_text="Kind -> per cent of answers aimed at.", verbose_name="objectifs"
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="Facultatif : une ou deux phrases, avant le lien. Ni lien ni donnée personnelle.",
                        max_length=500,
                        verbose_name="phrase à ajouter aux messages",
                    ),
                ),
                (
                    "reminder_days",
                    models.JSONField(
                        default=list, help_text="Days after the opening, in order.", verbose_name="relances"
                    ),
                ),
                (
                    "reminders",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="relances demandées"),
                ),
                (
                    "former",
                    models.JSONField(
                        default=dict,
                        editable=False,
                        help_text="Questionnaire -> shares, as `survey.shares` makes them; frozen when the wave opens.",
                        verbose_name="parts de la vague précédente",
                    ),
                ),
                ("opened_at", models.DateTimeField(editable=False, null=True, verbose_name="ouverte le")),
                (
                    "closed_at",
                    models.DateTimeField(
                        editable=False, help_text="Closed before its last day.", null=True, verbose_name="close le"
                    ),
                ),
                (
                    "versions",
                    models.ManyToManyField(
                        editable=False, related_name="waves", to="survey.version", verbose_name="versions"
                    ),
                ),
            ],
            options={
                "verbose_name": "vague",
                "ordering": ["-opens_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Invited",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="invitée le")),
                ("bounced_at", models.DateTimeField(null=True, verbose_name="message revenu le")),
                (
                    "opened_at",
                    models.DateTimeField(
                        help_text="By the button, not by a scanner.", null=True, verbose_name="questionnaire ouvert le"
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invited", to="survey.wave"
                    ),
                ),
            ],
            options={
                "verbose_name": "collectivité invitée",
                "verbose_name_plural": "collectivités invitées",
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.CharField(max_length=80, verbose_name="question")),
                (
                    "value",
                    models.JSONField(
                        help_text="As `survey.values` makes it; null: taken back.", null=True, verbose_name="valeur"
                    ),
                ),
                (
                    "typed",
                    models.JSONField(
                        help_text="What was typed and is no answer, shown again.",
                        null=True,
                        verbose_name="saisie impossible",
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[("given", "saisie"), ("confirmed", "confirmée"), ("corrected", "corrigée")],
                        max_length=10,
                        verbose_name="comment",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="le")),
                ("link", models.BigIntegerField(help_text="Null: imported.", null=True, verbose_name="lien n°")),
                (
                    "who",
                    models.CharField(
                        blank=True,
                        help_text="Name of the sub-link; empty: the first link.",
                        max_length=60,
                        verbose_name="par",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="survey.response"
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse à une question",
                "verbose_name_plural": "réponses aux questions",
                "indexes": [
                    models.Index(fields=["response", "question", "-id"], name="survey_answ_respons_257ae9_idx"),
                    models.Index(
                        condition=models.Q(("who", ""), _negated=True), fields=["at"], name="answers_that_name_a_link"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="n°")),
                (
                    "content",
                    models.JSONField(help_text="As `survey.answers.packed` writes it.", verbose_name="contenu"),
                ),
                ("at", models.DateTimeField(verbose_name="le")),
                ("link", models.BigIntegerField(help_text="Null: imported.", null=True, verbose_name="lien n°")),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sendings", to="survey.response"
                    ),
                ),
            ],
            options={
                "verbose_name": "envoi",
                "constraints": [models.UniqueConstraint(fields=("response", "number"), name="one_sending_of_a_number")],
            },
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["wave", "sent_at"], name="survey_resp_wave_829ef8_idx"),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(
                fields=("siren", "wave", "questionnaire"), name="one_response_by_body_and_wave"
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(("published_at", None), ("wave", ""), _connector="OR"),
                name="published_at_any_time_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="invited",
            constraint=models.UniqueConstraint(fields=("wave", "siren"), name="invited_once_to_a_wave"),
        ),
    ]
