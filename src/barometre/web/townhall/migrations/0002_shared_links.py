import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("townhall", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="link",
            name="may_send",
            field=models.BooleanField(
                default=True, help_text="Whether its holder sends questionnaires.", verbose_name="peut envoyer"
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="parent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shared",
                to="townhall.link",
                verbose_name="lien d’origine",
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="wave",
            field=models.CharField(
                blank=True, help_text="Wave of the invitation that carried it.", max_length=40, verbose_name="vague"
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="who",
            field=models.CharField(
                blank=True,
                help_text="Whom a shared link is for, as its giver says.",
                max_length=60,
                verbose_name="pour",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="happening",
            field=models.CharField(
                choices=[
                    ("asked", "lien demandé"),
                    ("issued", "lien créé par l’exploitant"),
                    ("sent", "lien envoyé"),
                    ("failed", "envoi impossible"),
                    ("opened", "espace ouvert"),
                    ("refused", "ouverture refusée"),
                    ("declared", "déclaration enregistrée"),
                    ("revoked", "lien révoqué"),
                    ("shared", "lien partagé"),
                ],
                max_length=10,
                verbose_name="événement",
            ),
        ),
    ]
