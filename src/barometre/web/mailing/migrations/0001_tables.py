from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Dead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_mac", models.CharField(editable=False, max_length=64, unique=True)),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                ("at", models.DateTimeField(verbose_name="le")),
                (
                    "answer",
                    models.CharField(help_text="Codes alone.", max_length=80, verbose_name="réponse du serveur"),
                ),
            ],
            options={
                "verbose_name": "adresse morte",
                "verbose_name_plural": "adresses mortes",
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("operator", models.CharField(max_length=60, unique=True, verbose_name="opérateur")),
                ("since", models.DateTimeField(verbose_name="depuis")),
                ("until", models.DateTimeField(verbose_name="jusqu’au")),
                (
                    "answer",
                    models.CharField(help_text="Codes alone.", max_length=80, verbose_name="réponse du serveur"),
                ),
            ],
            options={
                "verbose_name": "opérateur en pause",
                "verbose_name_plural": "opérateurs en pause",
            },
        ),
        migrations.CreateModel(
            name="Silent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_mac", models.CharField(editable=False, max_length=64, unique=True)),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                ("at", models.DateTimeField(verbose_name="le")),
            ],
            options={
                "verbose_name": "désinscription",
            },
        ),
        migrations.CreateModel(
            name="Added",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                ("address", models.EmailField(max_length=254, verbose_name="adresse")),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="ajoutée le")),
            ],
            options={
                "verbose_name": "adresse ajoutée",
                "verbose_name_plural": "adresses ajoutées",
                "constraints": [models.UniqueConstraint(fields=("siren", "address"), name="added_once_to_a_body")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("invitation", "invitation"),
                            ("reminder", "relance"),
                            ("receipt", "accusé de réception"),
                            ("reply", "droit de réponse"),
                        ],
                        max_length=12,
                        verbose_name="objet",
                    ),
                ),
                (
                    "about",
                    models.CharField(help_text="Wave, response or period.", max_length=60, verbose_name="à propos de"),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        default=0, help_text="Of a reminder, or of what was sent.", verbose_name="n°"
                    ),
                ),
                ("siren", models.CharField(max_length=9, verbose_name="SIREN")),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        help_text="Empty once the message is done with.",
                        max_length=254,
                        verbose_name="adresse",
                    ),
                ),
                (
                    "address_mac",
                    models.CharField(editable=False, help_text="Keyed hash of the address.", max_length=64),
                ),
                (
                    "operator",
                    models.CharField(
                        help_text="Who receives for this domain.", max_length=60, verbose_name="opérateur"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "en attente"),
                            ("sent", "envoyé"),
                            ("bounced", "revenu"),
                            ("given-up", "pas distribué"),
                            ("dropped", "sans objet"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("tries", models.PositiveIntegerField(default=0, verbose_name="essais")),
                ("queued_at", models.DateTimeField(verbose_name="demandé le")),
                ("next_at", models.DateTimeField(verbose_name="prochain essai")),
                ("done_at", models.DateTimeField(null=True, verbose_name="terminé le")),
                (
                    "answer",
                    models.CharField(
                        blank=True, help_text="Codes alone.", max_length=80, verbose_name="réponse du serveur"
                    ),
                ),
                ("message_id", models.CharField(blank=True, editable=False, max_length=120)),
            ],
            options={
                "verbose_name": "message",
                "indexes": [
                    models.Index(fields=["state", "next_at"], name="mailing_mes_state_45810f_idx"),
                    models.Index(fields=["about", "siren"], name="mailing_mes_about_4033f4_idx"),
                    models.Index(fields=["message_id"], name="mailing_mes_message_5657a0_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purpose", "about", "number", "siren", "address_mac"), name="one_message_of_a_kind"
                    )
                ],
            },
        ),
    ]
