"""The programme of a demonstration: its shipped content is real, its awards are made up; an account of the team."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from barometre.programme.fund.demo import demonstration
from barometre.web.demonstration.scene import Scene
from barometre.web.programme.accounts import set_account
from barometre.web.programme.effect.store import make_study
from barometre.web.programme.fund.store import import_file
from barometre.web.programme.models import EffectStudy
from barometre.web.programme.upkeep import upkeep

ACCOUNT = "demonstration"
# Indicators of which the effect of the awards is studied.
STUDIED = ("mentions-legales", "site-hsts")


def fill(scene: Scene, password: str) -> None:
    """Load the content and the awards, and make the account; what is there stays."""
    upkeep(date.today())
    set_account(ACCOUNT, "team", None, password, ACCOUNT)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "demonstration.csv"
        demonstration(scene.bodies.seed).write_csv(file)
        import_file(file, ACCOUNT)


def study(editions: Path) -> None:
    """Study the effect of the awards along the editions of a folder, on some indicators, unless it is done."""
    done = set(EffectStudy.objects.values_list("indicator", flat=True))
    for indicator in STUDIED:
        if indicator not in done:
            make_study(indicator, editions, ACCOUNT)
