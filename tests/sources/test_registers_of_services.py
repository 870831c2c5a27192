"""What every register of services does with a damaged file, and what no order of rows changes."""

import gzip
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.catalogue.load import load_catalogue
from barometre.errors import BarometreError
from barometre.sources.intake import check_file, prepare
from barometre.sources.registry import REGISTERS
from effort import EXAMPLES
from service_registers import DAY, SAMPLES, register, taken, written

SOURCES = sorted(SAMPLES)
# A column without which each register cannot do.
KEYS = {source: register(source).key.siret or register(source).key.insee for source in SOURCES}


def zipped(*texts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for place, text in enumerate(texts):
            archive.writestr(f"{place}.csv", text)
    return buffer.getvalue()


@pytest.mark.parametrize("source", SOURCES)
def test_the_catalogue_knows_the_source_and_the_facts_that_it_gives(source, tmp_path):
    catalogue = load_catalogue()
    _, facts, _ = taken(source, tmp_path)
    given_facts = set(facts["fact"])
    assert given_facts
    for fact in given_facts:
        assert catalogue.facts[fact].source == source or fact in catalogue.sources[source].gives


@pytest.mark.parametrize("source", SOURCES)
def test_a_list_never_says_no(source, tmp_path):
    _, facts, _ = taken(source, tmp_path)
    assert set(facts["number"].drop_nulls()) <= {1.0}
    assert "aucun" not in set(facts["text"])


@pytest.mark.parametrize("source", SOURCES)
def test_no_row_is_lost(source, tmp_path):
    intake, _, unmatched = taken(source, tmp_path)
    assert intake.rows == intake.matched + intake.unmatched + len(intake.problems)
    assert unmatched.height == intake.unmatched and unmatched["doubt"].null_count() == 0


@pytest.mark.parametrize("source", SOURCES)
def test_a_column_that_changed_its_name_is_named(source, tmp_path):
    damaged = SAMPLES[source].replace(KEYS[source], "renommee", 1)
    with pytest.raises(BarometreError, match=f"column {KEYS[source]} is missing"):
        taken(source, tmp_path, damaged)


@pytest.mark.parametrize("source", SOURCES)
def test_a_web_page_is_no_register(source, tmp_path):
    with pytest.raises(BarometreError, match="a web page came"):
        taken(source, tmp_path, "<!DOCTYPE html><title>Request Rejected</title>")


@pytest.mark.parametrize("source", SOURCES)
def test_a_few_rows_are_not_the_register(source, tmp_path):
    checked = check_file(REGISTERS[source], written(tmp_path, SAMPLES[source]))
    assert checked.refused and "where the register has at least" in checked.problems[0].why


@pytest.mark.parametrize("source", [source for source in SOURCES if "cp1252" not in register(source).form.encodings])
def test_another_encoding_is_refused(source, tmp_path):
    path = written(tmp_path, SAMPLES[source] + "é\n", encoding="cp1252")
    with pytest.raises(BarometreError, match="not written in utf-8"):
        prepare(register(source), path, DAY)


@pytest.mark.parametrize("source", [source for source in SOURCES if "cp1252" in register(source).form.encodings])
def test_the_encoding_of_spreadsheets_gives_the_same_facts(source, tmp_path):
    path = written(tmp_path, SAMPLES[source], name="other.csv", encoding="cp1252")
    assert prepare(register(source), path, DAY)[1].equals(taken(source, tmp_path)[1])


@pytest.mark.parametrize("source", SOURCES)
def test_one_packed_file_is_read_and_two_are_refused(source, tmp_path):
    text = SAMPLES[source].encode()
    plain = taken(source, tmp_path)[1]
    assert taken(source, tmp_path, gzip.compress(text))[1].equals(plain)
    assert taken(source, tmp_path, zipped(text))[1].equals(plain)
    with pytest.raises(BarometreError, match="the archive holds 2 files"):
        taken(source, tmp_path, zipped(text, text))


@pytest.mark.parametrize("source", SOURCES)
@settings(max_examples=EXAMPLES // 2)
@given(data=st.data())
def test_neither_a_second_reading_nor_the_order_of_rows_changes_a_fact(source, data, tmp_path_factory):
    head, *rows = SAMPLES[source].splitlines()
    shuffled = data.draw(st.permutations(rows))
    folder = tmp_path_factory.mktemp("order")
    first = taken(source, folder)[1].sort("siren", "fact")
    assert taken(source, folder, "\n".join([head, *shuffled]) + "\n")[1].sort("siren", "fact").equals(first)
    twice = "\n".join([head, *shuffled, *rows]) + "\n"
    assert taken(source, folder, twice)[1].sort("siren", "fact").equals(first)
