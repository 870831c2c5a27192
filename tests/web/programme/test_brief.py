from datetime import date
from html import unescape

import pytest

from barometre.catalogue.typography import non_breaking
from barometre.errors import BarometreError
from barometre.web.programme import brief
from barometre.web.programme.brief import contents, write_brief
from barometre.web.programme.gestion import notes
from barometre.web.programme.models import Meeting, Objective
from pdf_structure import faults, read_structure

MEETING = "copol-2023-01-18"


def test_the_brief_is_a_tagged_pdf_that_says_its_parts(programme, edition_folder, tmp_path):
    out = tmp_path / "note.pdf"
    write_brief(MEETING, out, edition_folder.parent)
    read = read_structure(out.read_bytes())
    assert faults(read) == []
    found = [text for _, text in read.headings]
    wanted = ["Ordre du jour", "Où en sont les objectifs", "Le fonds", "Les groupes projets"]
    assert set(wanted) <= set(found)
    assert non_breaking(Objective.objects.first().title) in found


def test_the_same_state_gives_the_same_bytes(programme, edition_folder, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        write_brief(MEETING, tmp_path / name, edition_folder.parent)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_it_recalls_what_was_decided_before(programme):
    said = contents(MEETING, [], date(2026, 11, 1))
    assert said["agenda"] == Meeting.objects.get(pk=MEETING).points
    assert [one["meeting"] for one in said["decisions"]] == [
        "Comité d’orientation politique, 22/11/2021",
        "Comité d’orientation politique, 31/05/2021",
    ]
    assert "Suite : L’agenda est en ligne." in said["decisions"][0]["lines"][0].replace("\u00a0", " ")
    assert said["fund_note"].startswith("Aucune liste de bénéficiaires n’est enregistrée ici.")
    assert said["published"], "the totals that the page of the fund shows"
    assert said["moves"] == []


def test_it_says_the_words_of_the_site(programme, client):
    from barometre.web.programme.objectives.progress import followed_objectives

    followed = followed_objectives(programme)
    said = contents(MEETING, followed, programme.date)
    for one, told in zip(followed, said["objectives"], strict=True):
        page = unescape(client.get(f"/programme/objectifs/{one.row.pk}/").content.decode())
        assert told["sentence"].startswith(f"{one.verdict.word}. ") and one.standing in page
        assert non_breaking(one.standing) in told["known"]


def test_the_team_makes_it_from_the_site(someone):
    page = f"/gestion/programme/meeting/{MEETING}/change/"
    team, reader = someone("team"), someone("reader")
    assert [f"/gestion/notes/{MEETING}.pdf" in one.get(page).content.decode() for one in (team, reader)] == [
        True,
        False,
    ]
    answer = team.get(f"/gestion/notes/{MEETING}.pdf")
    assert (answer.status_code, answer.headers["Content-Type"], answer.content[:5]) == (
        200,
        "application/pdf",
        b"%PDF-",
    )
    assert reader.get(f"/gestion/notes/{MEETING}.pdf").status_code == 403
    assert team.get("/gestion/notes/copol-1900-01-01.pdf").status_code == 404


def test_what_keeps_it_from_being_made_is_told_on_the_page_of_the_meeting(someone, monkeypatch, tmp_path):
    team, address = someone("team"), f"/gestion/notes/{MEETING}.pdf"
    with notes._running:
        assert "Une autre note est en train d’être faite" in team.get(address, follow=True).content.decode()
    monkeypatch.setattr(brief, "TEMPLATE", tmp_path / "broken.typ")
    brief.TEMPLATE.write_text("#let", encoding="utf-8")
    assert "La note n’a pas pu être faite" in team.get(address, follow=True).content.decode()
    monkeypatch.setattr(notes, "published_edition", lambda: None)
    assert "Aucune édition n’est publiée" in team.get(address, follow=True).content.decode()


def test_an_unknown_meeting_is_told(programme, edition_folder, tmp_path):
    with pytest.raises(BarometreError, match=f"did you mean « {MEETING} »"):
        write_brief("copol-2023-01-19", tmp_path / "x.pdf", edition_folder.parent)


def test_what_cannot_be_written_is_told(programme, edition_folder, tmp_path):
    with pytest.raises(BarometreError, match=r"^Cannot write the PDF .*; give a file you may write to$"):
        write_brief(MEETING, tmp_path / "absent" / "x.pdf", edition_folder.parent)
    assert list(tmp_path.iterdir()) == []
