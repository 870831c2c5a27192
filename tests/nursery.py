"""What commands of an instance import, loaded once: the processes of `resident` are forks of the one that loads it.

Nothing of an instance is read, and nothing is computed: threads of Polars, which start then, do not survive a fork.
"""

import gc
from importlib import import_module
from pathlib import Path

import django

gc.disable()
django.setup()
for module in (
    *("cli.main", "edition.package.export", "edition.package.keeping", "edition.package.opening", "web.backup.restore"),
    *("web.backup.save", "web.editions.publish", "web.programme.upkeep", "web.survey.people", "web.urls"),
):
    import_module(f"barometre.{module}")
gc.freeze()
gc.enable()
threads = {(thread / "comm").read_text().strip() for thread in Path("/proc/self/task").iterdir()}
assert not any(name.startswith(("polars-0", "tokio")) for name in threads), threads
