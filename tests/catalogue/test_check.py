"""Bad content is refused naming file, line, key and remedy; every problem is reported, not only the first."""

import shutil

import pytest

from barometre.catalogue.check import FOLDER, read_content
from barometre.catalogue.load import load_catalogue
from barometre.errors import BarometreError


@pytest.fixture
def folder(tmp_path, files_read_once):
    return shutil.copytree(FOLDER, tmp_path / "catalogue")


def check(folder=None):
    return read_content(folder)[1]


def spoil(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_catalogue_of_the_package_has_no_problem():
    assert check() == []


def test_ten_themes_and_at_least_fifty_indicators_over_all_of_them():
    catalogue = load_catalogue()
    ids = "inclusion accessibilite cybersecurite communication infrastructures outils-internes "
    assert " ".join(catalogue.themes) == ids + "donnees dematerialisation services-en-ligne strategie"
    assert len(catalogue.indicators) >= 50
    assert all(len(catalogue.of_theme(theme)) >= 3 for theme in catalogue.themes)


def test_the_directory_gives_the_indicators_whose_ids_are_fixed():
    catalogue = load_catalogue()
    fixed = ("site-declare", "site-https", "site-extension", "mail-declare", "mail-domaine-propre", "mail-domaine-site")
    assert all(catalogue.is_live(catalogue.indicators[name]) for name in fixed)
    assert all(catalogue.indicators[name].concerns == "" for name in fixed), "every kind has a record"


SITE = "indicators/communication.yaml"
CYBER = "indicators/cybersecurite.yaml"
BARE = "- id: e-monsite\n  name: e-monsite\n  kind: cms\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "remedy"),
    [
        (SITE, "theme: communication", "theme: comunication", "site-declare.theme", "did you mean « communication »?"),
        (SITE, "[simple, ouvert]", "[simple, overt]", "site-declare.priorities", "did you mean « ouvert »?"),
        (SITE, "facts: [site.declared]", "facts: [site.declare]", "site-declare.facts", "« site.declared »?"),
        (SITE, "concerns: commune", "concerns: village", "liste-deliberations.concerns", "write commune, epci_fp"),
        (SITE, "  question:", "  questoin:", "site-declare.questoin", "did you mean « question »?"),
        (SITE, 'rule: "yes"', "rule: yep", "site-declare.scoring", "correct the value"),
        (SITE, "l’adresse de son site", "l'adresse de son site", "site-declare.question", "write ’"),
        (SITE, "\u202f?", " ?", "site-declare.question", "U+202F"),
        (SITE, "- id: site-adresse-valide", "- id: site-declare", "site-declare.id", "give it another one"),
        (SITE, "- id: site-declare", "- id: communication", "communication.id", "another id"),
        (SITE, 'rule: "yes"', "rule: yes", "site-declare.scoring", "between quotes"),
        (SITE, 'rule: "yes"', "rule: one-of, allowed: [oui]", "site-declare.scoring", "write one of: yes, no"),
        (
            SITE,
            "presupposes: [site.declared]",
            "presupposes: [site.host]",
            "site-adresse-valide.presupposes",
            "boolean",
        ),
        (CYBER, "[cybersecurite.sauvegarde]", "[site.host]", "sauvegarde-essayee.prerequisites", "boolean"),
        (SITE, "title: Site internet déclaré", "title: ''", "site-declare.title", "write it"),
        (SITE, "title: Site internet déclaré", f"title: {'Site ' * 20}", "site-declare.title", "shorten it"),
        ("levels.yaml", "minimum: 90", "minimum: 190", "6.minimum", "correct the value"),
        ("sources.yaml", "url: https://lannuaire", "url: annuaire", "annuaire.url", "https://"),
        ("levels.yaml", "minimum: 30", "minimum: 5", "3.minimum", "rising minima"),
        ("sources.yaml", "status: live", "status: alive", "annuaire.status", "correct the value"),
        ("facts/annuaire.yaml", "source: annuaire", "source: annuiare", "site.declared.source", "« annuaire »?"),
        ("signs.yaml", "kind: franceconnect", "kind: france", "franceconnect.kind", "correct the value"),
        ("signs.yaml", "[app.franceconnect", "[https://app.franceconnect", "franceconnect.hosts", "correct the value"),
        (
            "signs.yaml",
            "verified_on: 2026-11-25",
            "verified_on: hier",
            "franceconnect.verified_on",
            "correct the value",
        ),
        ("signs.yaml", "'.comarquage'", "'.comarquage['", "comarquage.selectors", "correct the value"),
        ("signs.yaml", BARE + "  generator: 'e-monsite'\n", BARE, "e-monsite.id", "add hosts, selectors or generator"),
        ("signs.yaml", "[googletagmanager.com]", "[googletagmanager.com/gtag]", "google-tag-manager.hosts", "the path"),
    ],
)
def test_a_typo_is_reported_with_file_line_key_and_remedy(folder, file, old, new, key, remedy):
    line = spoil(folder, file, old, new)
    problems = [problem for problem in check(folder) if problem.key.startswith(key)]
    assert problems, check(folder)
    assert problems[0].file == file
    assert abs(problems[0].line - line) <= 1
    assert remedy in problems[0].remedy


def test_a_scale_needs_two_different_ends(folder):
    spoil(folder, "indicators/infrastructures.yaml", "worst: 1, best: 5", "worst: 5, best: 5")
    (problem,) = check(folder)
    assert (problem.key, problem.remedy) == ("connexion-suffisante.scoring", "give two different values")


def test_broken_yaml_is_reported_with_its_line(folder):
    line = spoil(folder, SITE, "  question: ", "  question: [")
    (problem, *_) = [problem for problem in check(folder) if problem.file == SITE]
    assert problem.line >= line
    assert "indentation or quotes" in problem.remedy


def test_a_missing_file_and_a_file_that_is_no_list(folder):
    (folder / "levels.yaml").unlink()
    (folder / "themes.yaml").write_text("inclusion", encoding="utf-8")
    reported = {(problem.file, problem.message) for problem in check(folder)}
    assert {("levels.yaml", "is missing"), ("themes.yaml", "is not a list")} <= reported


def test_loading_refuses_with_the_first_problem_and_the_number_of_others(folder):
    spoil(folder, SITE, "theme: communication", "theme: x")
    spoil(folder, SITE, "concerns: commune", "concerns: y")
    with pytest.raises(BarometreError, match=r"communication\.yaml, line \d+.*1 more: run barometre catalogue check"):
        load_catalogue(folder)
