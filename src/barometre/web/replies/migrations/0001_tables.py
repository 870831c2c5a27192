import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "edition",
                    models.DateField(help_text="Its date: it is built, and not published yet.", verbose_name="édition"),
                ),
                ("build_id", models.CharField(editable=False, help_text="SHA-256 of its manifest.", max_length=64)),
                (
                    "before",
                    models.DateField(
                        help_text="Date of the published edition that it is compared to.",
                        verbose_name="comparée à celle du",
                    ),
                ),
                (
                    "catalogue",
                    models.JSONField(editable=False, help_text="That of the edition; emptied with the verdicts."),
                ),
                ("opened_at", models.DateTimeField(verbose_name="ouverte le")),
                ("last_day", models.DateField(help_text="Included, at Paris time.", verbose_name="dernier jour")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="close par l’équipe le")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="retirée le")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="publiée le")),
            ],
            options={
                "verbose_name": "période de réponse",
                "verbose_name_plural": "périodes de réponse",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)), fields=("edition",), name="one_period_of_an_edition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                (
                    "written_to",
                    models.BooleanField(
                        help_text="False: no official address is known.", verbose_name="message demandé"
                    ),
                ),
                ("moved", models.PositiveIntegerField(help_text="How many verdicts move.", verbose_name="résultats")),
                (
                    "verdicts",
                    models.JSONField(
                        help_text="indicator -> before and after as the edition has them, why. Emptied later."
                    ),
                ),
                (
                    "facts",
                    models.JSONField(
                        help_text="fact -> as the edition has it: those beside the verdicts. Emptied later."
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="replies.period"
                    ),
                ),
            ],
            options={
                "verbose_name": "collectivité interrogée",
                "verbose_name_plural": "collectivités interrogées",
                "indexes": [models.Index(fields=["siren"], name="replies_ask_siren_72c4d2_idx")],
                "constraints": [models.UniqueConstraint(fields=("period", "siren"), name="one_row_by_period_and_body")],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                ("indicator", models.CharField(max_length=60, verbose_name="indicateur")),
                (
                    "score",
                    models.FloatField(
                        editable=False, help_text="Of the verdict replied to; null: not known.", null=True
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        choices=[("agree", "d’accord"), ("disagree", "pas d’accord"), ("none", "sans avis")],
                        max_length=10,
                        verbose_name="position",
                    ),
                ),
                (
                    "words",
                    models.TextField(blank=True, help_text="One line; shown once accepted.", verbose_name="texte"),
                ),
                ("at", models.DateTimeField(verbose_name="reçue le")),
                ("link", models.BigIntegerField(verbose_name="lien n°")),
                ("current", models.BooleanField(default=True, verbose_name="dernière")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "publié"), ("refused", "refusé")],
                        max_length=10,
                        verbose_name="décision",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "une personne y est nommée ou reconnaissable"),
                            ("insult", "injure, menace ou propos contraire à la loi"),
                            ("advert", "publicité"),
                            ("link", "lien ou coordonnées"),
                            ("off-topic", "sans rapport avec le résultat"),
                        ],
                        max_length=10,
                        verbose_name="motif du refus",
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="relue le")),
                (
                    "decided_by",
                    models.CharField(
                        blank=True, editable=False, help_text="An account.", max_length=150, verbose_name="relue par"
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="replies.period",
                        verbose_name="période",
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse",
                "indexes": [models.Index(fields=["siren", "indicator"], name="replies_rep_siren_27567d_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("period", "siren", "indicator"),
                        name="one_current_reply",
                    )
                ],
            },
        ),
    ]
