"""Looks requested on the site are kept as the journal of a run keeps its own, statements with codes of reasons."""

import json

from django.db import migrations, models

FORMER = "former_text"


def to_records(apps, _schema_editor):
    """Write the statements of looks already kept as records, their French sentence as the text of one code."""
    for look in apps.get_model("observations", "RequestedLook").objects.iterator():
        if look.records and isinstance(look.records[0], dict):
            statements = [
                [
                    one["fact"],
                    one["outcome"],
                    one["number"],
                    one["text"],
                    one["detail"] and [FORMER, json.dumps({"text": one["detail"]}, ensure_ascii=False)],
                    one["outcome"] != "they-failed" and not one["negative"] and one["number"] == 0.0,
                    None,
                    False,
                ]
                for one in look.records
            ]
            look.records = [[look.siren, "requested", look.asked_at.timestamp(), 0, False, statements]]
            look.save(update_fields=["records"])


class Migration(migrations.Migration):
    dependencies = [("observations", "0001_tables")]

    operations = [
        migrations.RenameModel("Look", "RequestedLook"),
        migrations.RenameIndex(
            "requestedlook", new_name="observation_siren_034730_idx", old_name="observation_siren_24b887_idx"
        ),
        migrations.RenameField("RequestedLook", "statements", "records"),
        migrations.AlterField(
            "RequestedLook",
            "records",
            models.JSONField(default=list, help_text="One look a group of probes, as in the journal of a run."),
        ),
        migrations.RunPython(to_records, migrations.RunPython.noop),
    ]
