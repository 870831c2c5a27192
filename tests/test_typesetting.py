"""Documents on paper: what all of them share, and that the reader of structure finds what would mislead."""

import os
import threading
from pathlib import Path

import pytest
import typst

from barometre import typesetting
from barometre.errors import BarometreError
from pdf_structure import faults, read_structure

HEAD = '#set document(title: "Titre")\n#set text(lang: "fr", region: "FR")\n'


def set_by(parts, data=()):
    """A document of the shared parts."""
    shared = '#import "/typesetting.typ": *\n#show: document-of.with(title: data.title)\n= #data.title\n'
    return typst.compile(
        (shared + parts).encode(),
        format="pdf",
        root=typesetting._ROOT,
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"data": typesetting.json.dumps({"title": "Un titre", **dict(data)})},
    )


def test_what_documents_share_is_read_as_it_is_seen():
    square = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"
    made = set_by(
        '== Suite\n#made-up(data.warning)\n#table-of(("A", "B"), ((data.cell, unknown("pas regardé")),))\n'
        '#drawing(data.svg, "Un carré", caption: "Fait à la main")\n#leading-to("https://a.fr/b", "la page de B")\n'
        '#lines((), "Aucune ligne")',
        {"warning": "Tout est inventé", "cell": "1 234", "svg": square},
    )
    read = read_structure(made)
    assert faults(read) == []
    assert read.headings == [(1, "Un titre"), (2, "Suite")]
    assert read.said == (
        "Un titre Suite Tout est inventé A B 1 234 pas regardé Fait à la main la page de B Aucune ligne"
    )
    assert [one.alt for one in read.tree.all("Figure")] == ["Un carré"]
    assert [one.targets for one in read.tree.all("Link")] == [["https://a.fr/b"]]


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('#set document(title: "T")\n= T', "languages en"),
        ("= T", "languages en"),
        ('#set text(lang: "fr", region: "FR")\n= T', "its title is missing"),
        (f"{HEAD}== T", "there is not one first heading"),
        (f"{HEAD}= T\n= U", "there is not one first heading"),
        (f"{HEAD}= T\n=== U", "« U » skips a level"),
        (f"{HEAD}= T\n#table(columns: 2)[a][b]", "a table has no row of header cells"),
        (f"{HEAD}= T\n#table(columns: 2, table.header[a][], [b], [c])", "a header cell is empty"),
        (f"{HEAD}= T\n#figure(rect())", "a figure says nothing"),
        (f"{HEAD}= T\nhttps://a.fr/", "a link does not say where it goes: 'https://a.fr/'"),
        (f'{HEAD}= T\n#text(lang: "en")[hello]', "languages fr-FR, ['en"),
        (f"{HEAD}= T", "it does not say that it is PDF/UA-1"),
    ],
)
def test_what_misleads_who_listens_is_found(written, fault):
    made = typst.compile(written.encode(), format="pdf", ignore_system_fonts=True)
    assert [one for one in faults(read_structure(made)) if one.startswith(fault)]


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write a PDF to a path, from an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda out: typesetting.write_pdf(b"%PDF-1.7", Path(out))


@pytest.mark.parametrize("out", ["", ".", "/", "absent/x.pdf", "absent/..", "/dev/full"])
def test_what_cannot_be_written_is_told(written, tmp_path, out):
    with pytest.raises(BarometreError, match=r"^Cannot write the PDF .*; give a file you may write to$"):
        written(out)
    assert list(tmp_path.iterdir()) == []
    assert Path("/dev/full").is_char_device()


def test_what_is_no_file_is_written_into(written, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()), daemon=True)
    reader.start()
    written("pipe")
    reader.join()
    assert (read[0][:4], (tmp_path / "pipe").is_fifo()) == (b"%PDF", True)


@pytest.mark.parametrize("before", [None, b"old"])
def test_a_link_is_followed(written, tmp_path, before):
    target, link = tmp_path / "folder" / "target.pdf", tmp_path / "link.pdf"
    target.parent.mkdir()
    if before:
        target.write_bytes(before)
    link.symlink_to(Path("folder") / "target.pdf")
    written("link.pdf")
    assert (link.is_symlink(), target.read_bytes()[:4]) == (True, b"%PDF")
    assert list(target.parent.iterdir()) == [target]
