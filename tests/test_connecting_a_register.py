"""The register shown in CONTRIBUTING.md is the one of the package, and the commands named there take its file in."""

import re
from pathlib import Path

import yaml

from register_files import as_published, register

ROOT = Path(__file__).parents[1]
SECTION = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Connect a register")[2].partition("\n## ")[0]


def block(language):
    (found,) = re.findall(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)
    return found


def test_what_is_shown_is_what_the_package_has():
    assert block("python").strip() == (ROOT / "src/barometre/sources/bal.py").read_text("utf-8").strip()
    entries = yaml.safe_load((ROOT / "src/barometre/catalogue/data/sources.yaml").read_text("utf-8"))
    (shown,) = yaml.safe_load(block("yaml"))
    assert shown in entries


def test_the_commands_named_take_a_file_in(tmp_path, monkeypatch, run_here):
    from barometre.sources import registry

    monkeypatch.setitem(registry.REGISTERS, "bal", register("bal"))
    file = tmp_path / "revisions.json"
    file.write_bytes(as_published("bal", [{"codeCommune": "29232", "publishedAt": "2026-09-01T08:00:00.000Z"}]))
    here = {"BAROMETRE_VAR": str(tmp_path / "var"), "PATH": ""}
    assert run_here("sources", "check", "bal", file, environment=here)[0] == 0
    status, printed, _ = run_here("sources", "add", "bal", file, "--json", environment=here)
    assert status == 0
    assert '"matched": 1' in printed and '"commune": 1' in printed
    assert list((tmp_path / "var" / "facts" / "bal").glob("*.parquet"))
