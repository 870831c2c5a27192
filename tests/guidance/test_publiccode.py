"""A publiccode.yml becomes an entry of the catalogue; a bad one is refused with its line and key."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.catalogue.guidance import Tool
from barometre.errors import BarometreError
from barometre.guidance.publiccode import LARGEST, entry_of, read_publiccode

GOOD = """\
publiccodeYmlVersion: "0.4"
name: Gestion d'Écoles
url: https://example.org/ecoles.git
landingURL: https://example.org/ecoles
platforms: [web, linux]
developmentStatus: stable
description:
  en:
    shortDescription: Runs schools
  fr:
    shortDescription: "Aide l'école : inscrire, facturer"
legal:
  license: AGPL-3.0-or-later
maintenance:
  type: internal
  contacts:
    - name: Une Personne
      email: une.personne@example.org
"""


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "publiccode.yml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_publiccode(path)

    return read


def test_what_a_tool_needs_is_kept_and_no_person(read):
    software = read(GOOD)
    text = entry_of(software)
    (entry,) = yaml.safe_load(text)
    assert entry["id"] == "gestion-d-ecoles"
    assert entry["what"] == "Aide l’école\u00a0: inscrire, facturer"
    assert (entry["code"], entry["url"]) == ("https://example.org/ecoles.git", "https://example.org/ecoles")
    assert entry["licence"] == "AGPL-3.0-or-later" and entry["publiccode"] is True
    assert software.platforms == ("web", "linux") and software.state == "stable"
    assert "personne" not in text.lower().replace("personnes", "")


def test_the_entry_with_what_remained_to_be_written_is_one_of_the_catalogue(read):
    (entry,) = yaml.safe_load(entry_of(read(GOOD)))
    written = {"operator": "Ville", "family": "commun-libre", "whom": "communes", "cost": "gratuit"}
    written |= {"themes": ["outils-internes"], "source": "dépôt", "checked_on": "2026-11-29"}
    text = entry_of(read(GOOD))
    assert all(f"# {key}: " in text for key in written)
    assert Tool.model_validate(entry | written).id == "gestion-d-ecoles"


@pytest.mark.parametrize("version", ["0", "0.2", "0.3", "0.4.0", "0.5.0", "0.7"])
def test_versions_of_the_standard_are_read(read, version):
    assert read(GOOD.replace('"0.4"', f'"{version}"')).name


def test_a_description_in_english_alone_remains_to_be_translated(read):
    text = entry_of(read(GOOD.replace('  fr:\n    shortDescription: "Aide l\'école : inscrire, facturer"\n', "")))
    assert "« Runs schools »" in text
    assert "what" not in yaml.safe_load(text)[0]


def test_one_that_is_obsolete_is_questioned_and_a_region_of_a_language_is_read(read):
    text = entry_of(read(GOOD.replace("stable", "obsolete").replace("  fr:", "  fr-FR:")))
    assert "plus tenu à jour" in text and "Aide l’école" in text


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('"0.4"', '"0.1"', 1, "publiccodeYmlVersion"),
        ('"0.4"', '"2"', 1, "publiccodeYmlVersion"),
        ("name: Gestion d'Écoles\n", "", 1, "name"),
        ("name: Gestion d'Écoles", "name: [a]", 2, "name"),
        ("name: Gestion d'Écoles", f"name: {'a' * 100}", 2, "name"),
        ("https://example.org/ecoles.git", "git@example.org:ecoles", 3, "url"),
        ("landingURL: https", "landingURL: javascript", 4, "landingURL"),
        ("[web, linux]", "[[web]]", 5, "platforms"),
        ("platforms: [web, linux]\n", "", 1, "platforms"),
        ("stable", "finished", 6, "developmentStatus"),
        ("legal:\n  license: AGPL-3.0-or-later", "legal: AGPL", 12, "legal"),
        ("AGPL-3.0-or-later", "a licence of ours", 13, "legal.license"),
        ("  license: AGPL-3.0-or-later", "  authorsFile: AUTHORS", 13, "legal.license"),
        ('"Aide l\'école : inscrire, facturer"', "''", 11, "description.fr.shortDescription"),
        ("  en:", "  de:", 1, None),
        ("maintenance:", "maintenance: [", 16, "YAML"),
    ],
)
def test_a_bad_file_is_refused_with_its_line_and_key(read, old, new, line, key):
    assert old in GOOD
    if key is None:
        new, key, line = GOOD.replace("  en:", "  de:").replace("  fr:", "  it:"), "description", 8
        old = GOOD
    with pytest.raises(BarometreError) as found:
        read(GOOD.replace(old, new))
    assert f"publiccode.yml, line {line}, key {key}: " in str(found.value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a: " + b"x" * LARGEST, "is over"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"", "is not a list of keys"),
        (b"- a\n- b\n", "is not a list of keys"),
        (b"[" * 20_000, "too many levels"),
        (b"[" * 900, "too many levels"),
        (b"a: &x [*x]\nname: *x\n", "publiccodeYmlVersion"),
        (b"!!python/object/apply:os.system [ls]\n", "is not a list of keys"),
    ],
)
def test_a_hostile_file_is_refused(read, data, why):
    with pytest.raises(BarometreError, match=why):
        read(data)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BarometreError, match="cannot be read"):
        read_publiccode(tmp_path / "none.yml")


@settings(max_examples=30)
@given(st.text(max_size=60))
def test_any_name_gives_an_id_and_yaml_that_reads_back(name):
    from barometre.guidance.publiccode import Software

    software = Software(name or "x", "https://a.fr", None, "MIT", None, ("web",), "Sert à tout.", "fr")
    if software.name.isprintable():
        (entry,) = yaml.safe_load(entry_of(software))
        assert entry["name"] == software.name and entry["id"]
