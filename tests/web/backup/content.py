"""Something in every kind of table and folder of an instance: `python content.py VAR [old]` on DATABASE_URL.

With `old`, the tables are those of an earlier version.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from small_edition import small_edition

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
# The schema before looks were named requested looks.
EARLIER = [("editions", "0001_tables"), ("observations", "0001_tables"), ("programme", "0004_fund")]


def fill(var: Path) -> None:
    """Put a row in every kind of table, a file in every folder."""
    from django.contrib.auth.models import Group, User
    from django.contrib.sessions.models import Session
    from django.core.files.base import ContentFile

    from barometre.programme.fund.demo import demonstration
    from barometre.web.editions.publish import publish_edition
    from barometre.web.observations.models import Contest, RequestedLook
    from barometre.web.programme.audit import said_by
    from barometre.web.programme.fund.store import import_file
    from barometre.web.programme.load import load_content
    from barometre.web.programme.models import Deliverable, GroupProject, Organisation, Profile, Registration
    from barometre.web.replies.models import Asked, Period, Reply
    from barometre.web.townhall.declared import declare
    from barometre.web.townhall.queries import issue
    from barometre.web.townhall.states import Choice

    load_content()
    with said_by("anne"):
        Organisation.objects.filter(pk=Organisation.objects.first().pk).update(name="Nom\tcorrigé\nà la main « \\N »")
        user = User.objects.create_user("anne", password="une longue phrase de passe")
        user.groups.add(Group.objects.first())
        Profile.objects.create(user=user, organisation=Organisation.objects.first())
        gone = Contest.objects.create(siren="212902324", subject="site.hsts", text="effacée", sent_at=NOW)
        gone.delete()
        Contest.objects.create(siren="212902324", subject="site.hsts", text="« faux »\\", email="a@b.fr", sent_at=NOW)
        RequestedLook.objects.create(siren="212902324", asked_at=NOW, records=[{"a": "\\u0000 é"}])
        declare(issue("212902324", NOW)[0], {"mail": Choice.DONE}, NOW)
        period = Period.objects.create(edition=NOW, before=NOW, catalogue={}, opened_at=NOW, last_day=NOW)
        Asked.objects.create(period=period, siren="212902324", written_to=True, moved=1, verdicts={"a": 0}, facts={})
        Reply.objects.create(period=period, siren="212902324", indicator="a", words="« non »", at=NOW, link=1)
        project = GroupProject.objects.first()
        Registration.objects.create(project=project, name="Zoé", role="élu", siren="212902324", email="z@b.fr")
        Deliverable.objects.create(project=project, title="Guide", file=ContentFile(b"%PDF-1.7", "guide.pdf"))
    Session.objects.create(session_key="a" * 32, session_data="anne", expire_date=NOW)
    demonstration(1).write_csv(var / "demo.csv")
    import_file(var / "demo.csv", "anne")
    publish_edition(small_edition(var / "editions"))
    (var / "facts" / "annuaire").mkdir(parents=True)
    (var / "facts" / "annuaire" / "2026-10-06.parquet").write_bytes(b"PAR1")


def fill_earlier() -> None:
    """Rows of the earlier schema."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    others = [key for key in executor.loader.graph.leaf_nodes() if key[0] not in {app for app, _ in EARLIER}]
    executor.migrate([*others, *EARLIER])
    statement = {
        "fact": "site.hsts",
        "outcome": "seen",
        "number": 0.0,
        "text": None,
        "detail": "rien",
        "negative": True,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO observations_look (siren, asked_at, finished_at, statements, failure) "
            "VALUES ('212902324', %s, %s, %s, '')",
            [NOW, NOW, json.dumps([statement])],
        )
        cursor.execute(
            "INSERT INTO observations_contest (siren, fact, text, email, sent_at, answer) "
            "VALUES ('212902324', 'site.hsts', 'faux', '', %s, '')",
            [NOW],
        )
        cursor.execute("INSERT INTO editions_edition VALUES ('2026-11-01', 'abc', '{}', '{}', true, %s)", [NOW])


if __name__ == "__main__":
    from barometre.web.database import connected, site_database

    if "old" in sys.argv:
        with connected():
            fill_earlier()
    else:
        with site_database():
            fill(Path(sys.argv[1]))
