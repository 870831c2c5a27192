"""Pages of results, as everybody reads them once they are published."""

import io

import polars as pl
import pytest

from barometre.survey.results.figures import FIGURES
from barometre.web.programme.permissions import READER, TEAM
from closed_wave import former_results, results
from sober_pages import assert_sober, file_rows, text_of

WAVE, QUESTIONNAIRE = "/enquetes/ete/", "/enquetes/ete/repondre/"
PAGES = ["/enquetes/", WAVE, QUESTIONNAIRE, f"{QUESTIONNAIRE}site/", f"{QUESTIONNAIRE}outils/?par=region&reponse=b"]
PREVIEW = "/gestion/enquete/resultats/ete/"


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_sober(client, shown, address):
    assert_sober(client.get(address))


def test_a_question_gives_what_was_answered_beside_what_is_estimated(client, shown):
    page = text_of(client.get(f"{QUESTIONNAIRE}site/"))
    row = results().figures.filter(question="site", answer="oui", level="whole").row(0, named=True)
    low, high = (round(100 * row[name]) for name in ("low", "high"))
    assert f"Oui : {100 * row['estimate']:.0f} % (entre {low} et {high} %) , estimé pour toutes." in page
    assert f"{100 * row['raw']:.0f} % parmi celles qui ont répondu" in page
    assert "collectivités volontaires" in page
    assert "Elle ne peut rien si" in page
    assert "Vague d’hiver, close le 15 décembre 2025" in page
    assert "Par type : « Oui »" in page


def test_a_question_says_whom_it_concerns_and_who_was_asked(client, shown):
    since, regions = (text_of(client.get(f"{QUESTIONNAIRE}{name}/")) for name in ("depuis", "region"))
    assert (
        "Elle n’est posée qu’à celles qui ont répondu « Oui » à « Est-ce que votre collectivité a un site ? »" in since
    )
    assert "n’ont pas eu à y répondre" in since
    assert "Elle concerne : régions" in regions
    assert "rien n’est diffusé" in regions


def test_a_table_is_told_line_by_line(client, shown):
    page = client.get(f"{QUESTIONNAIRE}logiciels/?ligne=etat-civil")
    assert_sober(page)
    assert "non diffusé" in text_of(page)
    assert "50 %" in text_of(client.get(f"{QUESTIONNAIRE}logiciels/?ligne=paie"))


def test_numbers_have_a_mean_and_a_median_with_their_unit(client, shown):
    page = client.get(f"{QUESTIONNAIRE}heures/?par=taille")
    assert_sober(page)
    assert "En moyenne : 21" in text_of(page)
    assert "heures (entre" in text_of(page)


def test_what_an_address_asks_for_is_there_or_the_page_says_what_is(client, shown):
    page = client.get(f"{QUESTIONNAIRE}site/?par=departement")
    assert page.status_code == 400
    assert "type, taille, region" in text_of(page)
    for address in (f"{QUESTIONNAIRE}detail/", f"{QUESTIONNAIRE}absente/", f"{WAVE}absent/", "/enquetes/absente/"):
        assert client.get(address).status_code == 404
    assert client.get(f"{WAVE}chiffres.xlsx").status_code == 404


def test_files_have_every_figure(client, shown):
    question = file_rows(client.get(f"{QUESTIONNAIRE}site/donnees.csv"))
    assert len(question) == results().figures.filter(question="site").height
    yes = next(row for row in question if (row["reponse"], row["groupe"]) == ("Oui", "toutes les collectivités"))
    assert (yes["repondantes"], yes["non_donne"]) == ("420", "")
    assert {row["question"] for row in file_rows(client.get(f"{QUESTIONNAIRE}donnees.csv"))} == {
        "site", "outils", "avis", "heures", "depuis", "courriel", "logiciels", "region"
    }  # fmt: skip
    assert file_rows(client.get(f"{WAVE}donnees.csv"))[0]["marge"] == "Type et taille"
    (hiver, ete) = sorted(file_rows(client.get("/enquetes/donnees.csv")), key=lambda row: row["vague"])[::-1]
    assert (hiver["reponses"], ete["population"]) == ("420", "36240")
    whole = client.get(f"{WAVE}chiffres.parquet")
    assert whole.headers["Content-Disposition"] == 'attachment; filename="barometre-enquete-ete-v1.parquet"'
    figures = pl.read_parquet(io.BytesIO(whole.content))
    assert figures.equals(results().figures)
    assert figures.schema == pl.Schema(FIGURES)
    text = client.get(f"{WAVE}chiffres.csv").content
    assert pl.read_csv(io.BytesIO(text), schema_overrides=FIGURES).height == figures.height


def test_nothing_is_shown_before_it_is_published(client, kept_results, as_member):
    kept_results("ete", results(), published_at=None)
    assert client.get(WAVE).status_code == 404
    assert "Aucun résultat n’est encore publié" in text_of(client.get("/enquetes/"))
    assert client.get(PREVIEW).status_code == 302
    assert as_member(READER).get(PREVIEW).status_code == 403
    team = as_member(TEAM)
    for address in (PREVIEW, f"{PREVIEW}repondre/", f"{PREVIEW}repondre/site/"):
        page = team.get(address)
        assert_sober(page)
        assert "l’équipe seule voit cette page" in text_of(page)
        assert 'href="/enquetes/ete/' not in page.content.decode()


def test_the_team_publishes_what_it_read_again(client, kept_results, as_member):
    row = kept_results("ete", results(), published_at=None)
    team = as_member(TEAM)
    listed = team.get("/gestion/enquete/resultats/")
    assert "Relire avant de publier" in text_of(listed)
    before = client.get("/enquetes/").headers["ETag"]
    sent = {"vague": "ete", "calcul": row.computed_at.isoformat()}
    refused = team.post("/gestion/enquete/resultats/", sent | {"calcul": "2020-01-01"}, follow=True)
    assert "Rien n’est publié" in text_of(refused)
    done = team.post("/gestion/enquete/resultats/", sent, follow=True)
    assert "sont publiés" in text_of(done)
    assert client.get(WAVE).status_code == 200
    row.refresh_from_db()
    assert row.published_at is not None
    assert as_member(READER).post("/gestion/enquete/resultats/", sent).status_code == 403
    del before


def test_a_correction_is_told_and_what_it_corrects_stays(client, shown, kept_results):
    kept_results("ete", former_results(), number=2, reason="Des réponses étaient comptées deux fois.")
    page = text_of(client.get(WAVE))
    assert "Raison de cette correction : Des réponses étaient comptées deux fois." in page
    assert "Version 1, publiée le 1er juillet 2026" in page
    first = client.get(f"{WAVE}versions/1/chiffres.csv").content
    assert first != client.get(f"{WAVE}chiffres.csv").content
    assert first == client.get(f"{WAVE}versions/1/chiffres.csv").content


def test_a_calibration_that_was_refused_is_told_with_its_reason(client, kept_results):
    found = results()
    (one,) = found.content["questionnaires"]
    refused = found.content | {"questionnaires": [one | {"refused": "Impossible margins: a and b", "deff": None}]}
    names = (
        "estimate",
        "se",
        "low",
        "high",
        "deff",
        "quality",
        "former",
        "change",
        "change_low",
        "change_high",
        "tipping",
    )
    raw = found.figures.with_columns(pl.lit(None, FIGURES[name]).alias(name) for name in names)
    kept_results("ete", type(found)(refused, raw))
    page = text_of(client.get(QUESTIONNAIRE))
    assert "ils ne parlent que de celles qui ont répondu" in page
    assert "Impossible margins: a and b" in page
    question = client.get(f"{QUESTIONNAIRE}site/")
    assert_sober(question)
    assert "Sans correction" in text_of(question)
    assert "non calculé" in text_of(question)
