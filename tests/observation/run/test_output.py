"""What a run leaves: facts by parts, and criteria."""

import csv

import pytest

from barometre.catalogue.load import load_catalogue
from barometre.errors import BarometreError
from barometre.facts.schema import FACTS
from barometre.facts.statement import Statement, we_failed, yes_no
from barometre.observation.criteria.rcpnt_level import CRITERIA
from barometre.observation.criteria.target import Target
from barometre.observation.run.confirm import Confirmation, Look
from barometre.observation.run.output import NOT_LOOKED, chunk_facts, read_run, write_part, write_rcpnt
from observed import said

RULE = Confirmation(0.0, load_catalogue().facts)
TOWNS = [Target("200000016"), Target("200000024"), Target("200000032")]


def met(*no, siren="200000016", attempts=2):
    """Looks that see every criterion met but some."""
    statements = tuple(yes_no(f"rcpnt.{name}", name not in no, said(f"raison de {name}")) for name in CRITERIA)
    return {
        (siren, "web"): [
            Look(siren, "web", 1_793_000_000.0 + attempt, attempt, False, statements) for attempt in range(attempts)
        ]
    }


def rows(out):
    with (out / "rcpnt.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_facts_are_in_the_order_of_targets_and_of_names():
    looks = met(siren="200000032") | met("1.3")
    looks["200000016", "mail"] = [Look("200000016", "mail", 0.0, 0, False, (Statement("mail.dmarc", text="rejet"),))]
    frame = chunk_facts(TOWNS, looks, RULE)
    assert frame.schema == FACTS
    assert frame["siren"].unique(maintain_order=True).to_list() == ["200000016", "200000032"]
    names = frame.filter(siren="200000016")["fact"].to_list()
    assert names[:-1] == sorted(names[:-1]) and names[-1] == "rcpnt.level"
    assert frame.filter(siren="200000016", fact="rcpnt.level")["text"].item() == "aucun"


def test_nothing_seen_is_an_empty_part():
    assert chunk_facts(TOWNS, {}, RULE).schema == FACTS


def test_criteria_of_each_kind(tmp_path):
    looks = met("1.3", siren="200000016") | met("1.3", siren="200000024", attempts=1)
    unseen = (we_failed("rcpnt.2.8", said("pas de base de pays")),)
    looks["200000032", "mail"] = [Look("200000032", "mail", 0.0, 0, True, unseen)]
    write_part(tmp_path, 0, chunk_facts(TOWNS, looks, RULE))
    levels = write_rcpnt(tmp_path)
    found = {(row["siren"], row["criterion"]): (row["met"], row["reason"]) for row in rows(tmp_path)}
    assert len(found) == 3 * 16
    assert found["200000016", "1.3"] == ("false", "raison de 1.3")
    assert found["200000016", "1.4"] == ("true", "raison de 1.4")
    assert found["200000024", "1.3"] == ("", "à confirmer par une seconde vérification : raison de 1.3")
    assert found["200000032", "2.8"] == ("", "pas de base de pays")
    assert found["200000032", "1.1"] == ("", NOT_LOOKED)
    assert levels == {"AA": 0, "A": 0, "aucun": 1, "inconnu": 2}


def test_parts_are_read_in_order_and_replaced_whole(tmp_path):
    for number, siren in enumerate(["200000016", "200000024"]):
        write_part(tmp_path, number, chunk_facts(TOWNS, met(siren=siren), RULE))
    write_part(tmp_path, 0, chunk_facts(TOWNS, met("1.3"), RULE))
    frame = read_run(tmp_path)
    assert frame["siren"].unique(maintain_order=True).to_list() == ["200000016", "200000024"]
    assert frame.filter(siren="200000016", fact="rcpnt.1.3")["number"].item() == 0
    assert write_rcpnt(tmp_path) == {"AA": 1, "A": 0, "aucun": 1, "inconnu": 0}
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".tmp")] == []


def test_a_folder_without_observation(tmp_path):
    with pytest.raises(BarometreError, match="holds no observation; run barometre observe"):
        read_run(tmp_path)


def test_a_broken_part_is_named(tmp_path):
    write_part(tmp_path, 0, chunk_facts(TOWNS, met(), RULE))
    (tmp_path / "facts" / "part-000000.parquet").write_bytes(b"PAR1 rien")
    for read in (read_run, write_rcpnt):
        with pytest.raises(BarometreError, match=r"part-000000\.parquet"):
            read(tmp_path)
