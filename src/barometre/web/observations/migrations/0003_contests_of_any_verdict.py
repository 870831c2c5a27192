"""Contests are of any verdict, are followed at an address of their own, and have an outcome; those kept stay."""

from django.db import migrations, models

from barometre.web.observations.models import new_token

OUTCOMES = {
    "at-source": "acceptée, corrigée à la source",
    "here": "acceptée, corrigée par nous",
    "refused": "refusée",
}


def draw_tokens(apps, _schema_editor):
    """Give an address to each contest already kept."""
    for contest in apps.get_model("observations", "Contest").objects.iterator():
        contest.token = new_token()
        contest.save(update_fields=["token"])


class Migration(migrations.Migration):
    dependencies = [("observations", "0002_requested_look")]

    operations = [
        migrations.RenameField("Contest", "fact", "subject"),
        migrations.AddField("Contest", "token", models.CharField(max_length=32, null=True, editable=False)),
        migrations.RunPython(draw_tokens, migrations.RunPython.noop),
        migrations.AlterField(
            "Contest", "token", models.CharField(max_length=32, unique=True, default=new_token, editable=False)
        ),
        migrations.AddField(
            "Contest", "looked_at", models.DateTimeField("en examen depuis", null=True, editable=False)
        ),
        migrations.AddField(
            "Contest",
            "outcome",
            models.CharField("issue", max_length=20, choices=OUTCOMES, blank=True),
        ),
        migrations.AlterField("Contest", "siren", models.CharField("SIREN", max_length=9)),
        migrations.AlterField(
            "Contest",
            "subject",
            models.CharField("question", max_length=60, help_text="An indicator, or a check of the observation."),
        ),
        migrations.AlterField("Contest", "text", models.TextField("texte", max_length=2000, blank=True)),
        migrations.AlterField("Contest", "email", models.EmailField("courriel", blank=True)),
        migrations.AlterField("Contest", "sent_at", models.DateTimeField("reçue le")),
        migrations.AlterField("Contest", "closed_at", models.DateTimeField("réglée le", null=True, editable=False)),
        migrations.AlterField("Contest", "answer", models.TextField("réponse publique", blank=True, max_length=2000)),
        migrations.AlterModelOptions("Contest", {"verbose_name": "contestation"}),
    ]
