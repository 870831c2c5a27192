"""The tables are those that the migrations make."""

from django.core.management import call_command


def test_no_migration_is_missing(published):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
