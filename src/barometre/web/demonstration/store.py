"""The store of a demonstration: marked first, then made step by step; what was made before a stop is not made again."""

import json
import os
import secrets
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from barometre.catalogue.load import load_catalogue
from barometre.demonstration.bodies import DAYS, all_bodies
from barometre.demonstration.editions import build_demonstration
from barometre.edition.build import is_current, load_bundled_facts
from barometre.edition.files import MANIFEST, read_table
from barometre.edition.package.history import FolderHistory, earlier_editions
from barometre.errors import BarometreError
from barometre.programme.effect.did import require_tools
from barometre.settings import MARKER, settings
from barometre.web.database import site_database

if TYPE_CHECKING:
    from barometre.web.demonstration.scene import Scene

SEED = 1
# A commune whose link is given to who tries the demonstration: Mende.
COMMUNE = "214800955"


class StoreMark(NamedTuple):
    """What the mark of a store says: the seed of all draws, the password of the account that sees /gestion/."""

    seed: int
    password: str


def mark(var: Path) -> StoreMark:
    """Mark a folder as the store of a demonstration, unless it is already; return what its mark says.

    Raises:
        BarometreError: the folder holds something else, or cannot be written.
    """
    path = var / MARKER
    try:
        if path.is_file():
            with suppress(ValueError, KeyError, TypeError):
                told = json.loads(path.read_text(encoding="utf-8"))
                return StoreMark(int(told["seed"]), str(told["password"]))
        elif var.exists() and any(var.iterdir()):
            raise BarometreError(f"{var} holds something else than a demonstration; give an empty folder with --out")
        var.mkdir(parents=True, exist_ok=True)
        made = StoreMark(SEED, secrets.token_urlsafe(12))
        aside = path.with_name(f".{MARKER}.{os.getpid()}")
        aside.touch(mode=0o600)
        aside.write_text(json.dumps({"demonstration": True} | made._asdict(), indent=2) + "\n", encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise BarometreError(
            f"Cannot write the demonstration to {var}: {error.strerror}; give a folder you may write to with --out"
        ) from None
    return made


def use(var: Path, port: int) -> None:
    """Make this process, and those that it starts, work on a store, with the PostgreSQL embedded in it."""
    os.environ |= {"BAROMETRE_VAR": str(var.absolute()), "BAROMETRE_PUBLIC_URL": f"http://localhost:{port}"}
    os.environ.pop("DATABASE_URL", None)
    settings.cache_clear()


def make(var: Path, told: StoreMark, say: Callable[[str], None]) -> list[str]:
    """Make what is missing of a demonstration; return the lines that say how to enter it.

    The last edition is published while those before it are built; results are computed while these are published.

    Raises:
        BarometreError: the store cannot be written, the extra `[effect]` is missing, or the database does not start.
    """
    require_tools()
    say("Reading the directory of town halls")
    catalogue = load_catalogue()
    load_bundled_facts(var / "facts", catalogue)
    missing = [
        number
        for number, day in enumerate(DAYS)
        if not (var / "editions" / day.isoformat() / MANIFEST).is_file()
        or not is_current(var / "editions" / day.isoformat(), day, var / "facts", catalogue)
    ]
    # A process for each edition: what it took of memory goes with it.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as builders:
        building = {number: builders.submit(_build, var, number, told.seed) for number in sorted(missing, reverse=True)}
        last = len(DAYS) - 1
        _wait(building.pop(last, None), DAYS[last].isoformat(), say)
        with site_database():
            return _published(var, told, builders, building, say)


def _published(
    var: Path,
    told: StoreMark,
    builders: ProcessPoolExecutor,
    building: "dict[int, Future[None]]",
    say: Callable[[str], None],
) -> list[str]:
    """Publish the last edition, fill the database, then publish those before it when they are there."""
    from django.utils import timezone  # noqa: PLC0415  (models need Django set up)

    from barometre.web.demonstration import programme  # noqa: PLC0415
    from barometre.web.demonstration.scene import Scene  # noqa: PLC0415
    from barometre.web.editions.publish import publish_edition, publish_history  # noqa: PLC0415
    from barometre.web.townhall.issuing import issue_link  # noqa: PLC0415

    folder = var / "editions" / DAYS[-1].isoformat()
    say(f"Publishing the edition of {DAYS[-1]}")
    edition = publish_edition(folder)
    scene = Scene(all_bodies(told.seed), folder, read_table(folder, "facts"), timezone.now())
    _fill(scene, told.password, say)
    # They rest on editions that the same process builds before.
    results = builders.submit(_publish_results)
    for number, built in building.items():
        _wait(built, DAYS[number].isoformat(), say)
    publish_history(edition, FolderHistory(folder, earlier_editions(folder.parent, edition.date)), say)
    say("Computing the results of the closed waves")
    results.result()
    say("Studying the effect of the awards")
    programme.study(folder.parent)
    address, _ = issue_link(COMMUNE, timezone.now())
    return [f"Account of /gestion/: {programme.ACCOUNT}, {told.password}", f"Room of the town hall of Mende: {address}"]


def _fill(scene: "Scene", password: str, say: Callable[[str], None]) -> None:
    """Fill the database, unless it is filled already; a run that is killed leaves it as it was."""
    from django.db import transaction  # noqa: PLC0415  (models need Django set up)

    from barometre.web.demonstration import closed, programme, visitors, wave  # noqa: PLC0415  (models need Django set up)
    from barometre.web.survey.models import Wave  # noqa: PLC0415

    if not Wave.objects.filter(pk=wave.WAVE).exists():
        with transaction.atomic():
            say("Making up answers to waves")
            closed.fill(scene)
            wave.fill(scene)
            say("Making up contests, looks and declarations")
            visitors.fill(scene)
    say("Taking in the awards of the demonstration")
    programme.fill(scene, password)


def _publish_results() -> None:
    """Compute and publish the results of the closed waves, in a process of its own."""
    from django.utils import timezone  # noqa: PLC0415  (models need Django set up)

    with site_database():
        from barometre.web.demonstration import closed  # noqa: PLC0415

        closed.publish_results(timezone.now())


def _build(var: Path, number: int, seed: int) -> None:
    build_demonstration(var, number, seed, lambda _: None)


def _wait(built: "Future[None] | None", day: str, say: Callable[[str], None]) -> None:
    if built is not None:
        say(f"Building the edition of {day}")
        built.result()
