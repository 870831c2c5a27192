"""The French sentences of reasons: every code has one, and each field is shown as its conversion says."""

import shutil

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from barometre.catalogue.sentences import compile_template, read_templates, sentence, with_sentences
from barometre.catalogue.wording import CONVERSIONS, DATA, conversion
from barometre.errors import BarometreError
from barometre.facts.reason import reason, some
from barometre.facts.reason_codes import ReasonCode as Code

FILES = sorted((DATA / "reasons").glob("*.yaml"))
NB = "\u00a0"


def test_every_code_has_exactly_one_sentence_and_every_sentence_a_code():
    written = [key for path in FILES for key in yaml.safe_load(path.read_text(encoding="utf-8"))]
    assert sorted(written) == sorted(Code)
    templates, problems = read_templates()
    assert problems == []
    assert templates.keys() == set(Code)


SENTENCES = [
    (reason(Code.SPF_MISSING), "pas de règle SPF"),
    (
        reason(Code.SPF_MISSING, near="spf2 -all"),
        f"pas de règle SPF, mais un texte qui y ressemble sans en suivre la forme{NB}: «{NB}spf2 -all{NB}»",
    ),
    (
        reason(Code.SPF_VALID, record="v=spf1 mx -all", lookups=1),
        f"«{NB}v=spf1 mx -all{NB}», 1 recherche dans le DNS sur 10 permises",
    ),
    (
        reason(Code.SPF_VALID, record="v=spf1 a mx -all", lookups=2),
        f"«{NB}v=spf1 a mx -all{NB}», 2 recherches dans le DNS sur 10 permises",
    ),
    (
        reason(
            Code.SPF_INVALID,
            cause=reason(
                Code.SPF_INCLUDE_INVALID, name="ovh.com", cause=reason(Code.SPF_MALFORMED_TERM, term="ip4:1.2.3")
            ),
            record="v=spf1 include:ovh.com -all",
        ),
        f"la règle renvoie à celle de «{NB}ovh.com{NB}», qui n’est pas valable (terme mal écrit dans la règle SPF{NB}: "
        f"«{NB}ip4:1.2.3{NB}»), règle lue{NB}: «{NB}v=spf1 include:ovh.com -all{NB}»",
    ),
    (
        reason(Code.SPF_DUPLICATED, count=3, records=("v=spf1 -all", "v=spf1 mx")),
        f"3 règles SPF au lieu d’une, ce qui les annule toutes{NB}: «{NB}v=spf1 -all{NB}» et «{NB}v=spf1 mx{NB}»",
    ),
    (
        reason(Code.DMARC_VALID, record="v=DMARC1; p=none", holder="brest.fr", subdomains=False, test=True),
        f"«{NB}v=DMARC1; p=none{NB}», au nom de brest.fr, dont il hérite, à l’essai (t=y){NB}: "
        "rien n’est encore à appliquer",
    ),
    (
        reason(Code.DMARC_VALID, record="v=DMARC1", holder="brest.fr", subdomains=True, percent=50),
        f"«{NB}v=DMARC1{NB}», au nom de brest.fr, pour ses sous-domaines (sp), pour 50{NB}% des messages seulement",
    ),
    (reason(Code.DMARC_REPORTS, addresses=("a", "b")), f"rapports demandés à{NB}: «{NB}a, b{NB}»"),
    (reason(Code.NETWORK_TIMEOUT), "pas de réponse complète dans le temps que nous laissons"),
    (
        reason(Code.NETWORK_TIMEOUT, detail=reason(Code.NETWORK_WAITED, seconds=12.0)),
        "pas de réponse complète dans le temps que nous laissons (plus de 12 s)",
    ),
    (
        reason(
            Code.PREREQUISITE_UNKNOWN,
            criterion="1.4",
            cause=reason(
                Code.PREREQUISITE_UNMET,
                criterion="1.3",
                cause=reason(Code.VISIT_ANSWERED, url="http://brest.fr/", status=503),
            ),
        ),
        "le critère 1.4 n’a pas pu être vu : le critère 1.3 n’est pas rempli : http://brest.fr/ répond 503",
    ),
    (
        reason(Code.LEVEL_UNKNOWN, level="AA", criteria=("1.6", "2.7")),
        "le niveau AA dépend de critères qui n’ont pas pu être vus : 1.6, 2.7",
    ),
    (reason(Code.CERTIFICATE_VALID), "certificat reconnu, au nom du site"),
    (
        reason(Code.CERTIFICATE_VALID, until="2027-01-02T03:04:05+00:00"),
        "certificat reconnu, au nom du site, valable jusqu’au 02/01/2027",
    ),
    (
        reason(Code.HSTS_SHORT, header="max-age=300", seconds=300),
        f"«{NB}max-age=300{NB}», soit 5 minutes{NB}: moins d’un an",
    ),
    (
        reason(Code.CSP_WIDE, faults=tuple(reason(Code.CSP_ANYWHERE, source="*", directive=c * 60) for c in "abcdef")),
        f"politique trop large{NB}: * dans {'a' * 60}, * dans {'b' * 60}, * dans {'c' * 31}…",
    ),
    (
        reason(
            Code.EVIDENCE_LIST,
            **some("values", [reason(Code.COOKIE_WEAK, name="sid", faults=(reason(Code.COOKIE_NO_SECURE),))] * 5, 4),
        ),
        ", ".join(["sid (sans Secure)"] * 4) + " et 1 de plus",
    ),
    (reason(Code.COOKIES_SET, cookies=("a" * 50, reason(Code.COOKIE_NAMELESS))), f"{'a' * 39}…, (sans nom)"),
    (
        reason(Code.SECURITY_TXT_VALID, contact="mailto:x@brest.fr", expires="2028-05-06", far=True, at_root=True),
        f"contact «{NB}mailto:x@brest.fr{NB}», valable jusqu’au 06/05/2028 (moins d’un an est conseillé){NB}; "
        "à la racine, ancienne place",
    ),
    (reason(Code.SERVICE_ABSENT, pages=1), "rien vu sur la page lue"),
    (reason(Code.SERVICE_ABSENT_THIS_YEAR, pages=3), "rien vu sur les 3 pages lues qui soit daté de l’année"),
    (
        reason(Code.SERVICE_SEEN, evidence=reason(Code.LINK_SEEN, text="Payer"), page="https://brest.fr/"),
        f"lien «{NB}Payer{NB}», sur https://brest.fr/",
    ),
    (
        reason(Code.MEASURE_COUNTS, elements=900, requests=40, megabytes=1.234),
        "900 éléments, 40 requêtes, 1,23 Mo",
    ),
    (
        reason(Code.IMAGES_MODERN, met=1, total=5, **some("missing", ["a", "b", "c", "d"], 3)),
        f"1 sur 5 images en WebP, AVIF ou SVG{NB}; pas a, b, c et 1 de plus",
    ),
    (reason(Code.AXE_RULE, rule="image-alt", elements=3), "images sans texte de remplacement (3)"),
    (reason(Code.AXE_RULE, rule="new-rule", elements=1), "new-rule (1)"),
]


@pytest.mark.parametrize(("one", "french"), SENTENCES, ids=[one.code for one, _ in SENTENCES])
def test_a_reason_is_told_in_french(one, french):
    assert sentence(one) == french


CONVERTED = [
    ("shortened", "", "a\nb", "a b"),
    ("shortened", "5", "abcdefgh", "abcd…"),
    ("shortened", "", "x" * 300, "x" * 199 + "…"),
    ("quoted", "", " a\x00b ", f"«{NB}a b{NB}»"),
    ("quoted", "", "", f"«{NB}{NB}»"),
    ("quoted", "4", ("ab", "cd"), f"«{NB}ab,…{NB}»"),
    ("listed", "3", ("abcd", "ef", 7), "ab…, ef, 7"),
    ("listed", "", "alone", "alone"),
    ("listed", "", (), ""),
    ("joined", " et ", ("a", "b", "c"), "a et b et c"),
    ("joined", " et ", "a", "a"),
    ("quotes", " et ", ("a", "b"), f"«{NB}a{NB}» et «{NB}b{NB}»"),
    ("plural", "mot|mots", 0, "mot"),
    ("plural", "mot|mots", 1, "mot"),
    ("plural", "# mot|# mots", 2, "2 mots"),
    ("when", "oui|non", True, "oui"),
    ("when", "oui|non", False, "non"),
    ("when", "oui (a)", False, ""),
    ("day", "", "2026-12-31", "31/12/2026"),
    ("day", "", "2026-12-31T23:59:59+00:00", "31/12/2026"),
    ("decimal", "2", 1.005, "1,00"),
    ("decimal", "1", 2, "2,0"),
    ("duration", "", 0, "0 seconde"),
    ("duration", "", 1, "1 seconde"),
    ("duration", "", 59, "59 secondes"),
    ("duration", "", 60, "1 minute"),
    ("duration", "", 3_599, "59 minutes"),
    ("duration", "", 3_600, "1 heure"),
    ("duration", "", 172_800, "2 jours"),
    ("duration", "", 15_552_000, "6 mois"),
    ("duration", "", 31_535_999, "12 mois"),
    ("duration", "", 31_536_000, "1 an"),
    ("duration", "", 63_072_000, "2 ans"),
    ("word", "axe-rules", "list", "listes mal formées"),
    ("word", "axe-rules", "unheard-of", "unheard-of"),
]


@pytest.mark.parametrize(("name", "argument", "value", "shown"), CONVERTED)
def test_a_conversion_shows_a_value(name, argument, value, shown):
    assert conversion(name, argument)(value) == shown


def test_every_conversion_is_tried_above_and_used():
    texts = "".join(path.read_text(encoding="utf-8") for path in FILES)
    assert {name for name, *_ in CONVERTED} == set(CONVERSIONS)
    assert [name for name in CONVERSIONS if f":{name}" not in texts] == []


@pytest.mark.parametrize(
    "value",
    ["{", "}", "{0}", "{cause}", "{x:quoted}", "[", "]", "%s", "\\", "a\x00b", "\ud800", "\u202e", "x" * 1_000_000],
)
def test_what_strangers_write_is_never_a_template(value):
    shown = sentence(reason(Code.EVIDENCE_TEXT, text=value))
    assert shown.startswith(f"«{NB}")
    assert shown.endswith(f"{NB}»")
    assert len(shown) <= 204
    assert shown.isprintable() or NB in shown
    if value.isprintable() and len(value) < 200:
        assert value in shown


@given(st.text(max_size=3000), st.text(max_size=3000))
def test_any_text_can_be_shown(first, second):
    inner = reason(Code.SERVICE_SIGN, name=first, evidence=second)
    shown = sentence(reason(Code.SERVICE_SEEN, evidence=inner, page=second))
    assert len(shown) <= 120 + len(", sur ") + 80
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (reason(Code.VISIT_ANSWERED, url="https://brest.fr/"), "status"),
        (reason(Code.SPF_VALID, record="v=spf1", lookups="two"), "not a number"),
        (reason(Code.SECURITY_TXT_EXPIRED, expires="soon"), "soon"),
    ],
)
def test_a_context_without_what_the_sentence_needs_is_an_error_that_names_it(one, told):
    with pytest.raises(BarometreError) as error:
        sentence(one)
    assert one.code in str(error.value)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", "name of a field"),
        ("{0}", "name of a field"),
        ("{a.b}", "name of a field"),
        ("{a[0]}", "expected '}'"),
        ("{a!r}", "name of a field"),
        ("{A}", "name of a field"),
        ("{a", "expected '}'"),
        ("a}", "Single '}'"),
        ("{a:unheard}", "not a conversion"),
        ("{a:quoted(}", "not written"),
        ("{a:quoted(x)}", "invalid literal"),
        ("{a:plural(one)}", "not enough values"),
        ("{a:decimal}", "invalid literal"),
        ("{a:word(unheard)}", "unheard"),
        ("a [b", "square bracket"),
        ("a [b [c] d]", "square bracket"),
    ],
)
def test_what_is_not_a_template_is_refused(text, told):
    with pytest.raises(ValueError) as error:
        compile_template(text)
    assert told in str(error.value)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


@pytest.mark.parametrize(
    ("found", "written", "key", "told"),
    [
        ('spf_missing: "', 'spf_mising: "', "spf_mising", "not a valid ReasonCode"),
        ('spf_missing: "', '# "', "spf_missing", "no sentence"),
        ("{near:quoted}", "{near:quotd}", "spf_missing", "quotd"),
        ('spf_reject: "', 'spf_suspect: "', "spf_suspect", "already"),
        ('mx_no_server: "pas', 'mx_no_server: "" # "pas', "mx_no_server", "neither"),
        ('mx_no_server: "', 'mx_no_server: {sentence: "a"} # "', "mx_no_server", "neither"),
        ('mx_no_server: "', "mx_no_server: [", "file", "cannot be read"),
    ],
)
def test_a_problem_names_file_line_and_key(folder, found, written, key, told):
    path = folder / "reasons" / "mail.yaml"
    text = path.read_text(encoding="utf-8")
    assert found in text
    path.write_text(text.replace(found, written, 1), encoding="utf-8")
    problems = [one for one in read_templates(folder)[1] if one.key == key]
    assert len(problems) == 1
    assert told in problems[0].message
    if problems[0].file != "reasons" and key != "file":
        assert problems[0].file == "reasons/mail.yaml"
        assert key in path.read_text(encoding="utf-8").splitlines()[problems[0].line - 1]


def test_a_table_gets_its_sentences():
    one, other = reason(Code.EVIDENCE_TEXT, text="Brest"), reason(Code.SPF_MISSING)
    rows = [
        ("1", one.code, one.to_json(), False),
        ("2", None, None, False),
        ("3", other.code, "{}", True),
        ("4", one.code, one.to_json(), False),
        ("5", other.code, "{}", False),
    ]
    schema = {"siren": pl.String, "code": pl.String, "context": pl.String, "to_confirm": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    written = with_sentences(frame, "sentence", "code", "context", "to_confirm")
    assert written.columns == [*frame.columns, "sentence"]
    assert written["siren"].to_list() == frame["siren"].to_list()
    brest = f"«{NB}Brest{NB}»"
    confirm = "à confirmer par une seconde vérification : pas de règle SPF"
    assert written["sentence"].to_list() == [brest, None, confirm, brest, "pas de règle SPF"]


def test_an_empty_table_stays_empty():
    frame = pl.DataFrame(schema={"code": pl.String, "context": pl.String, "to_confirm": pl.Boolean})
    written = with_sentences(frame, "detail", "code", "context", "to_confirm")
    assert written.schema == {**frame.schema, "detail": pl.String}
