"""The content of the two paths: what is wrong is named by file, line and remedy."""

import shutil

import pytest

from barometre.catalogue.check import FOLDER
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.paths import PART, load_paths, read_paths
from barometre.guidance.datasets import forms

FACTS = list(load_catalogue().facts)


@pytest.fixture
def edited(tmp_path):
    """Read the content after a word of a file was replaced, and return its problems as text."""

    def problems(name, old, new):
        shutil.copytree(FOLDER / PART, tmp_path / PART)
        path = tmp_path / PART / f"{name}.yaml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return [str(problem) for problem in read_paths(tmp_path, FACTS)[1]]

    return problems


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("rgesn", "site.viewport", "site.viewpoort", "did you mean « site.viewport »?"),
        ("rgesn", '"9.7"', '"1.1"', "« 1.1 » is already"),
        ("rgesn", "priority: modere", "priority: faible", "rgesn.yaml"),
        ("rgesn_themes", '- id: "9"\n  name: Intelligence artificielle\n', "", "theme 9 is unknown"),
        ("datasets", "contract >= 40000", "contrat >= 40000", "contrat is not a number"),
        ("datasets", "concerns: commune\n  law", "concerns: village\n  law", "village is unknown"),
        ("reen", "population > 50000", "population > beaucoup", "is not allowed"),
        ("archives", "archives.electroniques", "archives.papier", "is unknown"),
        ("archives", "dès qu’il est créé", "dès qu'il est créé", "straight apostrophe"),
    ],
)
def test_bad_content_is_refused_with_its_place_and_its_remedy(edited, name, old, new, told):
    found = edited(name, old, new)
    assert any(told in problem for problem in found), found


def test_another_catalogue_may_have_none(tmp_path):
    assert read_paths(tmp_path, FACTS) == ({}, [])


def test_each_data_set_that_is_checked_has_its_form():
    assert {one.form for one in load_paths().datasets if one.form} == set(forms())


def test_a_law_that_depends_on_what_is_not_known_says_on_what():
    laws = [one.law for one in (*load_paths().datasets, *load_paths().archives) if one.law]
    undecided = ("contract", "agents", "unsettled")
    assert all(bool(law.condition) is any(word in law.concerns for word in undecided) for law in laws)
