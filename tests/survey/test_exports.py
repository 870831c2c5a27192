"""What a wave becomes for those who study it: codes, three states apart, a codebook, nobody alone."""

import csv
from collections import Counter
from datetime import date, datetime, time
from io import BytesIO
from math import ceil

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.survey.answers import sent
from barometre.survey.exports.coarsen import KeyVariables, blurred, coarsen
from barometre.survey.exports.codebook import WaveDescription, codebook
from barometre.survey.exports.datapackage import datapackage
from barometre.survey.exports.tables import Who, identified, pseudonym, pseudonymised
from barometre.survey.facts import SentAnswers
from barometre.tables import harmless_texts
from barometre.territory.strates import STRATES
from ddi_codebook import categories, faults, variables
from every_kind import QUESTIONS, every_kind, question

COMMUNE = {"powers": ["commune"], "population": 900}
REGION = {"powers": ["region"], "population": 3_000_000}
DAY = date(2026, 11, 5)
STUDY = WaveDescription("essai-2026", "Essai", "Ville", date(2026, 11, 1), date(2026, 12, 1), "Un essai.")
ANSWERS = {
    "k-oui": "oui",
    "k-un": "semaine",
    "k-plusieurs": ["messagerie", "autre"],
    "k-autre": "=1+1 chez Dupont",
    "k-echelle": "3",
    "k-nombre": 12.5,
    "k-date": "2026-04-03",
    "k-mois": "2026-03",
    "k-table": {"etat-civil": "oui"},
    "k-ville": "non",
}


@pytest.fixture(autouse=True)
def _bound_of_csv():
    """Frictionless lifts the bound of Python's reader of CSV for all: other tests of the worker read with it."""
    bound = csv.field_size_limit()
    yield
    csv.field_size_limit(bound)


def reply(siren="100000001", questionnaire=None, body=COMMUNE, on=DAY, **answers):
    questionnaire = questionnaire or every_kind()
    known = {name.replace("_", "-"): value for name, value in answers.items()}
    return SentAnswers(siren, questionnaire, datetime.combine(on, time()), sent(questionnaire, known, body))


def named(*replies, versions=None):
    who = {
        one.siren: Who("01004", "Ambérieu-en-Bugey", "01", KeyVariables("commune", "84", "commune-500-999"))
        for one in replies
    }
    return identified(versions or [every_kind()], replies, who)


def whole(**more):
    return reply(**{name.replace("-", "_"): value for name, value in ANSWERS.items()} | more)


def many(count=40):
    replies = [whole(siren=f"{number:09}", k_nombre=number) for number in range(count)]
    return pseudonymised(
        [every_kind()],
        replies,
        {one.siren: KeyVariables("commune", "84", "commune-500-999") for one in replies},
        b"secret",
    )


def test_codes_are_in_the_data_in_the_order_of_the_questionnaire():
    row = named(whole()).table.row(0, named=True)
    assert [name for name in row if not name.endswith("__status")][9:] == [
        "k_oui",
        "k_un",
        "k_plusieurs__messagerie",
        "k_plusieurs__agenda",
        "k_plusieurs__autre",
        "k_plusieurs__aucun",
        "k_plusieurs__nsp",
        "k_autre",
        "k_echelle",
        "k_nombre",
        "k_date",
        "k_mois",
        "k_table__etat_civil",
        "k_table__urbanisme",
        "k_ville",
    ]
    assert (row["k_un"], row["k_nombre"], row["k_date"], row["code"]) == ("semaine", 12.5, "2026-04-03", "01004")
    assert (row["k_table__etat_civil"], row["k_table__urbanisme"], row["k_table__status"]) == ("oui", None, "answered")


@pytest.mark.parametrize(
    ("answers", "cells", "status"),
    [
        ({"k_oui": "non"}, [None] * 5, "not-asked"),
        ({"k_oui": "oui"}, [None] * 5, "empty"),
        ({"k_oui": "oui", "k_plusieurs": ["aucun"]}, [0, 0, 0, 1, 0], "answered"),
        ({"k_oui": "oui", "k_plusieurs": ["agenda"]}, [0, 1, 0, 0, 0], "answered"),
        ({"k_oui": "oui", "k_plusieurs": ["nsp"]}, [None, None, None, None, 1], "unknown"),
    ],
)
def test_a_blank_is_not_a_no(answers, cells, status):
    row = named(reply(**answers)).table.row(0, named=True)
    codes = ("messagerie", "agenda", "autre", "aucun", "nsp")
    assert [row[f"k_plusieurs__{code}"] for code in codes] == cells
    assert row["k_plusieurs__status"] == status


def test_what_is_not_known_is_told_by_the_status():
    row = named(reply(k_nombre="nsp", k_un="nsp", body=REGION)).table.row(0, named=True)
    assert (row["k_nombre"], row["k_nombre__status"]) == (None, "unknown")
    assert (row["k_un"], row["k_un__status"]) == ("nsp", "unknown")
    assert (row["k_ville"], row["k_ville__status"]) == (None, "not-concerned")


def second_version():
    """`k-un` loses an option and gains one, its label changes; `k-echelle` goes; one question comes."""
    changed = question("k-un", "one-of", "jour heure nsp", text="Question reformulée ?")
    changed["options"][0]["label"] = "Chaque jour"
    several = question("k-plusieurs", "several-of", "messagerie visio aucun nsp", only_if="k-oui == oui")
    replaced = {"k-un": changed, "k-plusieurs": several}
    kept = [replaced.get(one["id"], one) for one in QUESTIONS if one["id"] not in ("k-echelle", "k-autre")]
    return every_kind(2, [*kept, question("k-neuf", "yes-no", "oui non nsp")])


def test_versions_share_their_columns_and_what_is_withdrawn_keeps_its_own():
    new = second_version()
    both = [every_kind(), new]
    later = reply("100000002", new, k_oui="oui", k_un="heure", k_plusieurs=["visio"])
    first, second = named(whole(), later, versions=both).table.rows(named=True)
    assert (first["k_un"], second["k_un"]) == ("semaine", "heure")
    assert (first["k_echelle__status"], second["k_echelle__status"]) == ("answered", "not-in-version")
    assert (first["k_neuf__status"], second["k_neuf__status"]) == ("not-in-version", "empty")
    codes = ("messagerie", "visio", "aucun", "nsp", "agenda", "autre")
    assert [first[f"k_plusieurs__{code}"] for code in codes] == [1, None, 0, 0, 0, 1]
    assert [second[f"k_plusieurs__{code}"] for code in codes] == [0, 1, 0, 0, None, None]


def test_the_codebook_tells_each_version_and_marks_what_is_missing():
    text = codebook(STUDY, [named(whole(), versions=[every_kind(), second_version()])], lambda _: "toutes")
    assert faults(text) == []
    found = variables(text)
    assert categories(found["k_un"]) == {
        "jour": ("Chaque jour", "N", ["Version 1\u00a0: «\u00a0Jour\u00a0»"]),
        "heure": ("Heure", "N", ["Proposée dans\u00a0: version 2"]),
        "nsp": ("Je ne sais pas", "Y", []),
        "semaine": ("Semaine", "N", ["Proposée dans\u00a0: version 1"]),
        "jamais": ("Jamais", "N", ["Proposée dans\u00a0: version 1"]),
    }
    assert [note.text for note in found["k_un"] if note.tag.endswith("notes")] == [
        "Version 1\u00a0: «\u00a0Question k-un\u202f?\u00a0»"
    ]
    assert list(categories(found["k_plusieurs__visio"])) == ["0", "1"]
    assert "answered" in categories(found["k_un__status"])


def test_the_codebook_is_as_the_schema_says_whatever_a_title_holds():
    exported = many()
    study = WaveDescription("essai", "Vague <1> & \x00\x0b\ud800", "Ville", DAY, DAY, "Un essai.")
    text = codebook(study, [exported, exported], lambda words: words or "toutes les collectivités")
    assert faults(text) == []
    found = variables(text)
    assert list(found)[: len(exported.table.columns)] == exported.table.columns
    universe = found["k_plusieurs__agenda"].findtext("{ddi:codebook:2_5}universe")
    assert (
        universe
        == "Toutes les collectivités, si la réponse à «\u00a0Question k-oui\u202f?\u00a0» est «\u00a0Oui\u00a0»"
    )
    assert text.encode().decode("utf-8") == text and "Vague &lt;1&gt; &amp;" in text


def test_the_order_of_elements_is_looked_at():
    text = codebook(STUDY, [many()], lambda _: "toutes")
    assert faults(
        text.replace("<catValu>jour</catValu>", "").replace("Semaine</labl>", "Semaine</labl><catValu>x</catValu>")
    )
    assert faults(text.replace('missing="Y"', 'missing="oui"')) and faults(text.replace('ID="V1.3"', 'ID="V1.4"'))


def test_two_options_of_one_label_keep_their_codes():
    twins = question("k-un", "one-of", "a b")
    twins["options"][1]["label"] = twins["options"][0]["label"]
    asked = every_kind(questions=[twins])
    exported = named(reply(questionnaire=asked, k_un="b"), versions=[asked])
    assert exported.table["k_un"].to_list() == ["b"]
    assert [
        label for label, _, _ in categories(variables(codebook(STUDY, [exported], lambda _: "toutes"))["k_un"]).values()
    ] == [
        "A",
        "A",
    ]


def test_nobody_is_named_and_nothing_singles_out():
    table = many(40).table
    assert table.columns[:6] == ["respondent", "kind", "region", "strate", "month", "version"]
    assert table["respondent"].n_unique() == 40 and table["respondent"].is_sorted()
    assert "k_autre" not in table.columns and set(table["k_autre__status"]) == {"answered"}
    assert (set(table["month"]), set(table["k_date"]), set(table["k_mois"])) == (
        {"2026-11"},
        {"2026-04"},
        {"2026-03", None},
    )
    assert Counter(table["k_nombre"])[29] == 11 and table["k_nombre"].max() == 29
    for text in ("000000001", "Dupont", "Ambérieu"):
        assert text not in table.write_csv()


def test_a_pseudonym_is_of_one_export_unless_its_secret_is_kept():
    assert pseudonym("214800955", b"a") == pseudonym("214800955", b"a") != pseudonym("214800955", b"b")


def test_a_question_that_tells_who_is_who_is_withheld():
    """A group where one is a région and the others are communes: « non concerné » would name the région."""
    replies = [whole(siren=f"{number:09}") for number in range(12)] + [whole(siren="999", body=REGION)]
    mixed = pseudonymised([every_kind()], replies, {one.siren: KeyVariables() for one in replies}, b"s").table
    assert set(mixed["k_ville__status"]) == {"withheld"} and mixed["k_ville"].null_count() == 13
    assert set(mixed["k_un__status"]) == {"answered"}


def test_a_file_is_read_back_whole_by_other_tools(tmp_path):
    import frictionless

    exported = named(whole(), whole(siren="100000002", k_autre="@a, « b » ;\tc"))
    table = exported.table
    (tmp_path / "essai.csv").write_text(
        table.with_columns(harmless_texts()).write_csv(line_terminator="\r\n"), newline=""
    )
    table.write_parquet(tmp_path / "essai.parquet")
    read = pl.read_csv(tmp_path / "essai.csv", schema=table.schema)
    assert read["k_autre"].to_list() == ["'=1+1 chez Dupont", "'@a, « b » ;\tc"]
    assert read.with_columns(pl.col("k_autre").str.strip_prefix("'")).equals(table)
    assert pl.read_parquet(BytesIO((tmp_path / "essai.parquet").read_bytes())).equals(table)
    package = datapackage(STUDY, [exported])
    package["resources"] = [one for one in package["resources"] if one["format"] == "csv"]
    report = frictionless.Package(package, basepath=str(tmp_path)).validate()
    assert report.valid, report.flatten(["fieldName", "message"])


def test_thirteen_regions_are_one_group():
    for outre_mer in ("01", "02"):
        keys = {str(number): KeyVariables("region", f"{number}", "region-toutes") for number in range(11, 23)}
        keys |= {outre_mer: KeyVariables("region", outre_mer, "region-toutes")}
        assert set(coarsen(keys, [set(keys)]).values()) == {KeyVariables("region", "", "region-toutes")}


def test_strates_are_merged_before_the_region_is_left_out():
    small, large = "commune-0-499", "commune-500-999"
    keys = {f"a{number}": KeyVariables("commune", "84", small) for number in range(8)}
    keys |= {f"b{number}": KeyVariables("commune", "84", large) for number in range(8)}
    keys |= {f"c{number}": KeyVariables("commune", "94", small) for number in range(9)}
    keys |= {f"d{number}": KeyVariables("commune", "53", small) for number in range(9)}
    keys |= {f"e{number}": KeyVariables("commune", "04", small) for number in range(12)}
    assert Counter(coarsen(keys, [set(keys)]).values()) == {
        KeyVariables("commune", "84", "commune-0-999"): 16,
        KeyVariables("commune", "metropole", small): 18,
        KeyVariables("commune", "04", small): 12,
    }


def test_a_handful_left_without_keys_takes_the_smallest_group_with_it():
    keys = {f"a{number}": KeyVariables("commune", "84", "commune-0-499") for number in range(12)}
    keys |= {f"b{number}": KeyVariables("commune", "53", "commune-0-499") for number in range(30)}
    keys |= {f"c{number}": KeyVariables("region", "53", "region-toutes") for number in range(3)}
    assert Counter(coarsen(keys, [set(keys)]).values()) == {
        KeyVariables("commune", "53", "commune-0-499"): 30,
        KeyVariables(): 15,
    }


KINDS = ("commune", "epci", "departement", "region")
KEYS = st.sampled_from(KINDS).flatmap(
    lambda kind: st.builds(
        KeyVariables,
        st.just(kind),
        st.sampled_from(["84", "53", "94", "04", "06", ""]),
        st.sampled_from([one.id for one in STRATES[kind]][:4]),
    )
)


@given(st.lists(KEYS, min_size=0, max_size=150), st.integers(1, 4), st.randoms(use_true_random=False))
def test_no_row_is_ever_alone(rows, files, random):
    keys = {f"{place}": key for place, key in enumerate(rows)}
    held = [set(keys)] + [set(random.sample(sorted(keys), len(keys) * part // 4)) for part in range(1, files)]
    told = coarsen(keys, held)
    assert told.keys() == keys.keys()
    assert coarsen(dict(reversed(keys.items())), held) == told
    for file in held:
        for key, count in Counter(told[name] for name in file).items():
            assert count >= 11 or (key == KeyVariables() and 0 < min(map(len, filter(None, held))) < 11)
    for name, key in told.items():
        assert key.kind in ("", keys[name].kind) or keys[name].kind in key.kind
        assert key.region in ("", keys[name].region, "metropole", "outre-mer")


@given(st.lists(st.integers(0, 10_000) | st.none(), max_size=60))
def test_no_number_is_the_only_largest(values):
    told = blurred(pl.Series("n", values, dtype=pl.Float64))
    known = [value for value in values if value is not None]
    assert [value is None for value in told] == [value is None or len(known) < 11 for value in values]
    if len(known) >= 11:
        assert Counter(told.drop_nulls())[told.max()] >= max(11, ceil(len(known) / 100))
        assert all(value == float(f"{value:.1e}") for value in told.drop_nulls())
