from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("townhall", "0002_shared_links"),
    ]

    operations = [
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
