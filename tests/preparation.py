"""What tests share: the national edition, and the site's database with it; `python -m preparation FOLDER` makes both.

Each step takes a lock, and does nothing when it is done already: parallel workers, and the process that prepares while
they run the tests that need nothing, never do the same work twice.
"""

import gc
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import django
import psycopg
import pytest
from filelock import FileLock

from small_edition import departement_edition, part_of_edition

# Date of the edition that tests read.
DAY = date(2026, 11, 1)
# Makes the databases of the server that tests copy. `upgraded` has the content too: publications find it loaded.
MADE = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection
import psycopg
call_command("migrate", verbosity=0, skip_checks=True)
connection.close()
own = settings.DATABASES["default"]
with psycopg.connect(host=own["HOST"], user=own["USER"], dbname="template1", autocommit=True) as other:
    other.execute("CREATE DATABASE upgraded TEMPLATE postgres")
own["NAME"] = "upgraded"
from barometre.web.programme.load import load_content
load_content()
"""
# Copy of the database of the site, in which those that browse write for good: other workers read the first meanwhile.
COPY = "browsed"
# Of PostgreSQL in tests: their machine stops with them, so that nothing waits for its disk. What a process of
# PostgreSQL that is killed has acknowledged is kept, as in an instance.
FAST = "fsync = off\nfull_page_writes = off\nautovacuum = off\nmax_parallel_workers_per_gather = 0\n"
# Départements whose bodies the site of tests shows, beside every large town, département and région: Brittany, whole,
# that of most communes, and small or singular ones.
SHOWN = (
    *("22", "29", "35", "56", "62"),
    *("01", "05", "48", "67", "68", "69", "75", "90", "92", "93", "94"),
    *("2A", "2B", "971", "972", "973", "974", "976"),
)
# Bodies of others that have something singular: a merger, a former name, a long name, an odd record.
SINGULAR = (
    *("200096444", "216000539", "216600114", "244400610", "200096956", "200054781", "200057966", "200008837"),
    *("215104761", "215500398", "210401816", "212105936", "226400018"),
)


def prepare_directory(shared: Path) -> Path:
    """Make the store of facts of a new instance: those of the bundled directory, today's and past ones."""
    from barometre.catalogue.load import load_catalogue
    from barometre.edition.build import load_bundled_facts

    store = shared / "bundled"
    with FileLock(shared / "bundled.lock"):
        if not store.exists():
            made = shared / "bundled-unfinished"
            load_bundled_facts(made, load_catalogue())
            made.rename(store)
    return store


def copy_store(store: Path, to: Path) -> Path:
    """Give an instance a store of its own: the same files under other names, since none is ever written again."""
    shutil.copytree(store, to, copy_function=os.link)
    return to


def prepare_france(shared: Path) -> Path:
    """Build the national edition by `barometre build`, with looks at some communes (tests/observed.py)."""
    from barometre.facts.store import append_facts
    from barometre.settings import settings
    from observed import SEEN, TRIED, first_look, second_look
    from resident import run_command

    folder = shared / "france" / "editions" / DAY.isoformat()
    with FileLock(shared / "france.lock"):
        if not folder.exists():
            store = copy_store(prepare_directory(shared), shared / "france" / "facts")
            append_facts(store, "observation", SEEN, first_look())
            append_facts(store, "observation", TRIED, second_look())
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("BAROMETRE_VAR", str(shared / "france"))
                status, _, error = run_command(["build", "--as-of", DAY.isoformat()])
            settings.cache_clear()  # who builds may be a worker of tests, which is of the instance of the site
            assert (status, error) == (0, "")
    return folder


def prepare_edition(shared: Path) -> Path:
    """Make the edition that the site shows: of the national one, its figures and the bodies of a few départements.

    Pages, API and commands read it as they read France; France takes ten times as long to publish and to save.
    """
    france = prepare_france(shared)
    with FileLock(shared / "edition.lock"):
        folder = shared / "var" / "editions" / france.name
        return folder if folder.exists() else part_of_edition(france, folder.parent, DAY, SHOWN, SINGULAR)


def prepare_package(shared: Path) -> Path:
    """Make the package that the site shows: of what the edition says of Finistère alone, since France takes longer."""
    from barometre.edition.package import layout
    from barometre.edition.package.dcat import Publisher
    from barometre.edition.package.export import export_edition, pack
    from barometre.edition.package.sums import write_sums

    edition, folder = prepare_edition(shared), layout.package_folder(shared / "var", DAY)
    with FileLock(shared / "package.lock"):
        if not folder.exists():
            made = export_edition(
                prepare_part(shared), [], shared / "package", Publisher("Essai", "", "localhost,2026")
            )
            shutil.copy(edition / "manifest.json", made / layout.EDITION)
            write_sums(made)
            folder.parent.mkdir(parents=True, exist_ok=True)
            pack(made, layout.packed(folder))
            made.rename(folder)
    return folder


def prepare_part(shared: Path) -> Path:
    """Make the edition of what the national one says of Finistère."""
    edition = prepare_edition(shared)
    with FileLock(shared / "finistere.lock"):
        folder = shared / "finistere" / edition.name
        return folder if folder.exists() else departement_edition(edition, folder.parent, DAY)


def prepare_server(shared: Path) -> Path:
    """Make the folder of a PostgreSQL that is stopped; its databases `postgres` and `upgraded` are of this version."""
    from barometre.web.database import embedded

    folder = shared / "server" / "postgresql"
    with FileLock(shared / "server.lock"):
        if not folder.exists():
            made = shared / "server" / "unfinished"
            with embedded(made) as url:
                subprocess.run([sys.executable, "-c", MADE], env=os.environ | {"DATABASE_URL": url}, check=True)
            with (made / "postgresql.conf").open("a") as settings:
                settings.write(FAST)
            made.rename(folder)
    return folder


def copy_server(shared: Path, to: Path) -> None:
    """Give an instance a PostgreSQL of its own, which is stopped, with its owner: root runs it as another."""
    to.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", prepare_server(shared), to], check=True)


def prepare_static(shared: Path) -> Path:
    """Gather the static files of the site, as `serve` does."""
    from barometre.web.server import collect_static

    with FileLock(shared / "static.lock"):
        collect_static()
    return shared / "var" / "static"


def database_of(url: str, name: str) -> str:
    """Return the address of another database of the same server."""
    return url.replace("/postgres?", f"/{name}?")


@contextmanager
def prepared_database(shared: Path):
    """Run the PostgreSQL of the site, which holds the edition and the programme, and give the published edition."""
    from django.db import connection

    from barometre.web.database import embedded
    from barometre.web.editions.publish import publish_edition
    from barometre.web.editions.queries import current_edition
    from barometre.web.programme.load import load_content

    folder, done = prepare_edition(shared), shared / "published"
    prepare_package(shared)
    with ExitStack() as stack:
        with FileLock(shared / "publish.lock"):
            if not (server := shared / "var" / "postgresql").exists():
                copy_server(shared, server)
            url = stack.enter_context(embedded(server))
            if not done.exists():
                prepare_static(shared)
                publish_edition(folder)
                load_content()
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
                connection.close()
                _copy_database(url)
                done.touch()
        yield current_edition()


def _copy_database(url: str) -> None:
    with psycopg.connect(database_of(url, "template1"), autocommit=True) as other:
        other.execute(f"CREATE DATABASE {COPY} TEMPLATE postgres STRATEGY file_copy")
    with psycopg.connect(database_of(url, COPY)) as copy:
        # States of the programme have other names there: a process that reads both keeps what it read by name.
        copy.execute("SELECT setval('auditlog_logentry_id_seq', 1000000)")


@contextmanager
def in_the_copy():
    """Have this process, and those that it starts, use the copy of the database of the site."""
    from django.db import connection

    def use(name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = name

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", database_of(os.environ["DATABASE_URL"], COPY))
        use(COPY)
        yield
        use("postgres")


if __name__ == "__main__":
    gc.disable()  # millions of plain values, in a process that ends with them: nothing can be freed any sooner
    django.setup()
    with prepared_database(Path(sys.argv[1])):
        pass
