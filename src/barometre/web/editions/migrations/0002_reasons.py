"""Documents of an edition have codes of reasons: the next publication loads it again, even if its files did not change."""

from django.db import migrations


def load_again(apps, _schema_editor):
    """Forget the builds published."""
    apps.get_model("editions", "Edition").objects.update(build_id="")


class Migration(migrations.Migration):
    dependencies = [("editions", "0001_tables")]

    operations = [migrations.RunPython(load_again, migrations.RunPython.noop)]
