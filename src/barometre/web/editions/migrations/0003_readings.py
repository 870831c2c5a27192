"""Scores in two readings, with their bounds; what was published with the former method says no score until published again."""

from django.db import migrations, models


def forget_former_scores(apps, _schema_editor):
    """Keep of the editions published what the method of today may say: indicators, where enough of them are known."""
    edition, aggregate = apps.get_model("editions", "Edition"), apps.get_model("editions", "Aggregate")
    for published in edition.objects.all():
        rows = aggregate.objects.filter(edition=published)
        rows.filter(measure__in=["overall", *published.catalogue.get("themes", {})]).delete()
        known, concerned = models.F("known") * 1.0, models.F("concerned")
        rows.update(
            low=models.F("mean") * known / concerned,
            high=(models.F("mean") * known + 100.0 * (concerned - models.F("known"))) / concerned,
        )
        few = rows.filter(known__lt=0.8 * concerned)
        few.update(mean=None, low=None, high=None, q1=None, median=None, q3=None, histogram=None)
    apps.get_model("editions", "Collectivite").objects.update(scores={})
    edition.objects.update(build_id="")


class Migration(migrations.Migration):
    dependencies = [("editions", "0002_reasons")]

    operations = [
        migrations.AddField(
            "edition",
            "method",
            models.JSONField(default=dict, help_text="How its scores were made: base of comparison, what changed…"),
        ),
        *(migrations.AddField("aggregate", name, models.FloatField(null=True)) for name in ("low", "high", "coverage")),
        migrations.AddField("aggregate", "met", models.IntegerField(null=True)),
        migrations.AlterField(
            "aggregate",
            "histogram",
            models.JSONField(null=True, help_text="Ten counts of scores: [0, 10) … [90, 100]."),
        ),
        migrations.AlterField(
            "collectivite", "scores", models.JSONField(help_text="measure -> columns of the table scores")
        ),
        migrations.RunPython(forget_former_scores, migrations.RunPython.noop),
        migrations.RemoveField("collectivite", "overall"),
    ]
