"""Bad content that guides is refused naming file, line, key and remedy; what is no longer in force is told."""

import shutil
from datetime import date

import pytest
from typer.testing import CliRunner

from barometre.catalogue.check import FOLDER, read_content
from barometre.catalogue.load import load_catalogue
from barometre.cli.content import catalogue_app

SITE = "indicators/communication.yaml"
TEXTS = "references.yaml"
ACTS = "obligations/communication.yaml"
PAY = "obligations/services-en-ligne.yaml"
TOOL = "tools/etat.yaml"
MOVE = "actions/presence.yaml"
# Faults that one reading finds together: an entry that is not read at all hides what names it.
ROUNDS = (
    [
        (SITE, "[liste-deliberations]", "[list-deliberations]", "liste-deliberations.obligations", "« liste-delib"),
        (SITE, "references: [rpnt-1-1]", "references: [rpnt-1-9]", "site-declare.references", "did you mean « rpnt-1-"),
        (TEXTS, "article\u00a0L2121-25", "article L2121-25", "cgct-l2121-25.title", "U+00A0"),
        (
            ACTS,
            "site and (commune or (epci_fp",
            "site and (village or (epci_fp",
            "liste-deliberations.concerns",
            "write commune",
        ),
        (ACTS, "theme: communication", "theme: comunication", "mentions-legales.theme", "« communication »?"),
        (ACTS, "references: [lcen]", "references: [lcne]", "mentions-legales.references", "did you mean « lcen »?"),
        (ACTS, "mentions-legales}", "mention-legale}", "mentions-legales.proofs.0.indicator", "« mentions-legales »?"),
        (ACTS, "help: [opsn]", "help: [opns]", "mentions-legales.help", "did you mean « opsn »?"),
        (ACTS, "starts: 2004-06-22", "starts: 2004-06-22\n  ends: 2004-06-21", "mentions-legales.ends", "correct one"),
        (PAY, "atteignent 5\u202f000", "atteignent 5 000", "paiement-en-ligne.condition", "U+202F"),
        (TOOL, "indicators: [franceconnect]", "indicators: [france]", "franceconnect.indicators", "« franceconnect »?"),
        (TOOL, "signs: [franceconnect]", "signs: [france]", "franceconnect.signs", "« franceconnect »?"),
        (TOOL, "cost: gratuit", "cost: gratuit\n  fact: site.titel", "franceconnect.fact", "« site.title »?"),
        (TOOL, "themes: [services-en-ligne, d", "themes: [service, d", "franceconnect.themes", "write one of"),
        (TOOL, "operator: DINUM", "operator: DINUM\n  concerns: village", "franceconnect.concerns", "write commune"),
        (MOVE, "mail-declare, tele", "mail-declar, tele", "fiche-annuaire.indicators", "« mail-declare »?"),
        (MOVE, "record: annuaire", "record: annuiare", "fiche-annuaire.record", "« annuaire »?"),
        (MOVE, "[annuaire-service-public]", "[annuaire-service-publc]", "fiche-annuaire.obligations", "« annuaire-s"),
        (MOVE, "tools: [annuaire-service-public", "tools: [annuaire-services", "fiche-annuaire.tools", "« annuaire-s"),
    ],
    [
        (SITE, "references: [rpnt-1-1]", "record: false", "site-declare.references", "add `references`, or"),
        (ACTS, "{indicator: mentions-legales}", "{fact: site.host}", "mentions-legales.proofs.0.fact", "boolean"),
        (TOOL, "signs: [franceconnect]", "fact: site.host", "franceconnect.fact", "boolean"),
        (PAY, "concerns: receipts >= 5000", "concerns: ''", "paiement-en-ligne.condition", "write `concerns` too"),
        (PAY, "population > 3500", "population > 3600", "urbanisme-en-ligne.obligations", "narrow `concerns`"),
    ],
    [
        (ACTS, "references: [lcen]", "references: []", "mentions-legales.references", "add at least one"),
        (
            PAY,
            "  condition: les recettes",
            "  consequence: les recettes",
            "paiement-en-ligne.concerns",
            "write `condition`",
        ),
    ],
    [(ACTS, "  references: [lcen]\n", "", "mentions-legales.references", "add it")],
    [(ACTS, "{indicator: mentions-legales}", "{met: 100}", "mentions-legales.proofs.0", "correct the value")],
)


def spoil(folder, file, old, new):
    """Write `new` for the first `old`, and return its line."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("faults", ROUNDS)
def test_each_fault_is_reported_with_file_key_and_remedy(tmp_path, files_read_once, faults):
    folder = shutil.copytree(FOLDER, tmp_path / "catalogue")
    for file, old, new, *_ in faults:
        spoil(folder, file, old, new)
    problems = read_content(folder)[1]
    for file, old, new, key, remedy in faults:
        found = [problem for problem in problems if problem.key == key and remedy in problem.remedy]
        assert len(found) == 1, (old, new, problems)
        text = (folder / found[0].file).read_text(encoding="utf-8").splitlines()
        assert found[0].file == file or "urbanisme" in key, "an indicator answers for what it asks of too many"
        assert 0 < found[0].line <= len(text)
        if key.split(".")[1] in new:
            assert key.split(".")[1] in text[found[0].line - 1], key


def test_what_ended_is_told_and_refuses_nothing(tmp_path, files_read_once):
    folder = shutil.copytree(FOLDER, tmp_path / "catalogue")
    line = spoil(folder, ACTS, "starts: 2004-06-22", "starts: 2004-06-22\n  ends: 2025-12-31")
    last, after = date(2025, 12, 31), date(2026, 1, 1)
    assert read_content(folder, last)[1] == [], "the last day is in force"
    (problem,) = read_content(folder, after)[1]
    assert (problem.key, problem.line, problem.warning) == ("mentions-legales.ends", line + 1, True)
    assert "is no longer in force since 2026-01-01; delete it or correct the date" in str(problem)
    assert load_catalogue(folder).obligations["mentions-legales"].ends == last
    shown = CliRunner().invoke(catalogue_app, ["check", str(folder)])
    assert (shown.exit_code, "warning: is no longer in force" in shown.output) == (0, True)


def test_a_commitment_past_its_term_stays_for_memory():
    assert read_content(today=date(2026, 1, 1))[1] == []
    assert load_catalogue().obligations["charte-franceconnect"].ends == date(2022, 12, 31)
