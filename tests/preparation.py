"""What tests share: the national edition, and the site's database with it; `python -m preparation FOLDER` makes both.

Each step takes a lock, and does nothing when it is done already: parallel workers, and the process that prepares while
they run the tests that need nothing, never do the same work twice.
"""

import sys
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import django
from filelock import FileLock

# Date of the edition that tests read.
DAY = date(2026, 11, 1)


def prepare_edition(shared: Path) -> Path:
    """Build the national edition as `barometre build` does, with looks at some communes (tests/observed.py)."""
    from barometre.edition.build import build_edition
    from barometre.facts.store import append_facts
    from observed import SEEN, TRIED, first_look, second_look

    folder = shared / "var" / "editions" / DAY.isoformat()
    with FileLock(shared / "edition.lock"):
        if not folder.exists():
            store = shared / "var" / "facts"
            append_facts(store, "observation", SEEN, first_look())
            append_facts(store, "observation", TRIED, second_look())
            build_edition(folder.parent, DAY, store, lambda step: None)
    return folder


@contextmanager
def prepared_database(shared: Path):
    """Run the PostgreSQL of the site, which holds the edition and the programme, and give the published edition."""
    from django.core.management import call_command

    from barometre.web.database import embedded
    from barometre.web.editions.publish import publish_edition
    from barometre.web.editions.queries import current_edition
    from barometre.web.programme.load import load_content

    folder, done = prepare_edition(shared), shared / "published"
    with ExitStack() as stack:
        with FileLock(shared / "publish.lock"):
            stack.enter_context(embedded(shared / "var" / "postgresql"))
            if not done.exists():
                call_command("migrate", interactive=False, verbosity=0)
                call_command("collectstatic", interactive=False, verbosity=0)
                publish_edition(folder)
                load_content()
                done.touch()
        yield current_edition()


if __name__ == "__main__":
    django.setup()
    with prepared_database(Path(sys.argv[1])):
        pass
