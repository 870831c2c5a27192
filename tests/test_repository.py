"""What the repository promises to whoever clones it: nothing of one machine, a licence, every dependency argued."""

import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BINARY = {".parquet", ".png", ".webp", ".woff2"}
MACHINES = [
    (re.compile(r"(?<![\w.~-])/(?:work|home|root|Users|workspace)/\w"), "a path of one machine"),
    (re.compile(r"\b(?:files\.pythonhosted|pypi|registry\.npmjs|test\.pypi)\.org\b"), "the host of a registry"),
    (re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}:\d+/(?:simple|npm|pypi)"), "the host of a registry"),
    (re.compile(r"^<{7} |^>{7} |^={7}$", re.MULTILINE), "a conflict left unsolved"),
    (re.compile(r"BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY"), "a private key"),
]
# Holds the words that it looks for.
HERE = "tests/test_repository.py"


def tracked():
    """Name -> text of every file under version control; uv.lock has to name its registry."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in listed.splitlines() if Path(name).suffix not in BINARY | {".lock"} and name != HERE]
    assert names
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names if (ROOT / name).is_file()}


def requirements():
    """Names of all packages asked for, to run or to develop, in small letters."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"], *chain.from_iterable(extras)]
    return sorted({re.match(r"[\w.-]+", line)[0].lower() for line in asked} - {PROJECT["project"]["name"]})


def table_of_choices():
    """Package -> cells of its row in docs/architecture.md."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("| \n").split("|")] for line in page.splitlines() if line[:1] == "|"]
    return {package.lower(): row for row in rows for package in re.findall(r"`([\w.-]+)`", row[0])}


def test_nothing_of_one_machine_is_in_the_repository():
    found = [
        f"{name}:{text.count(chr(10), 0, seen.start()) + 1}: {what} ({seen[0]})"
        for name, text in tracked().items()
        for pattern, what in MACHINES
        for seen in pattern.finditer(text)
    ]
    assert found == []


def test_every_file_ends_with_one_line_feed_and_no_line_with_a_space():
    texts = {name: text for name, text in tracked().items() if text}
    ends = [name for name, text in texts.items() if not text.endswith("\n") or text.endswith("\n\n")]
    spaces = [name for name, text in texts.items() if re.search(r"[ \t]$|\r", text, re.MULTILINE)]
    assert (ends, spaces) == ([], [])


def test_the_licence_is_there_and_said():
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License\n")
    assert PROJECT["project"]["license"] == "MIT"
    assert PROJECT["project"]["license-files"] == ["LICENSE"]


@pytest.mark.parametrize("package", requirements())
def test_every_dependency_has_its_reason_and_its_licence(package):
    row = table_of_choices().get(package)
    assert row, f"add {package} to the table of choices of docs/architecture.md"
    assert len(row) == 3, row
    assert all(row), row


def test_no_dependency_is_argued_that_is_not_asked_for():
    assert sorted(set(table_of_choices()) - set(requirements())) == []


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "CODE_OF_CONDUCT.md",
        ".editorconfig",
        ".pre-commit-config.yaml",
        "docs/architecture.md",
        "docs/operating.md",
        "docs/methodology.md",
        "bench/README.md",
    ],
)
def test_the_files_of_a_model_project_are_there(name):
    assert (ROOT / name).stat().st_size > 200


def test_the_changelog_speaks_of_this_version():
    version = PROJECT["project"]["version"]
    assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_decisions_are_numbered_without_a_gap_and_say_why():
    decisions = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert decisions
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# {path.name[:4]}\. .+\n\nDecided in [A-Z][a-z]+ \d{{4}}\.\n\n## Context\n", text), path.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], path.name
