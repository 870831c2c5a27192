"""The structure of a PDF as assistive technology reads it (PDF/UA-1, ISO 14289-1), read by pikepdf; its faults."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pikepdf

LANGUAGE = "fr-FR"
# Operators that show something: texts, filled or stroked paths, shadings, pictures.
_SHOWN = frozenset("Tj TJ ' \" f F f* B B* b b* S s sh Do BI".split())
_HEADING = re.compile("H[1-6]")
_UA = "{http://www.aiim.org/pdfua/ns/id/}part"


@dataclass
class Node:
    """One element of the structure: its standard type (`H1`, `Table`, `TH`…), what it says of itself, what it holds.

    It holds elements, and marks (page, number) of texts, in the order they are read.
    """

    kind: str
    alt: str | None = None
    language: str | None = None
    scope: str | None = None
    targets: list[str] = field(default_factory=list)
    content: list["Node | tuple[int, int]"] = field(default_factory=list)

    @property
    def children(self) -> list["Node"]:
        """The elements it holds."""
        return [one for one in self.content if isinstance(one, Node)]

    @property
    def marks(self) -> list[tuple[int, int]]:
        """The texts it holds itself."""
        return [one for one in self.content if not isinstance(one, Node)]

    def all(self, *kinds: str) -> list["Node"]:
        """Elements of some kinds below this one, in the order they are read."""
        below = [one for child in self.children for one in (child, *child.all())]
        return [one for one in below if not kinds or one.kind in kinds]


@dataclass(frozen=True)
class Structure:
    """A document: what it says of itself, its tree, the texts of its pages by their marks."""

    title: str
    language: str | None
    languages: frozenset[str]
    shows_title: bool
    ua_part: str | None
    marked: bool
    pages: int
    tree: Node
    texts: dict[tuple[int, int], str]
    loose: list[str]

    def text(self, node: Node) -> str:
        """What an element says, in the order it is read."""
        held = (self.text(one) if isinstance(one, Node) else self.texts.get(one, "") for one in node.content)
        return "".join(held)

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Headings in order: level, text."""
        return [(int(one.kind[1]), self.text(one)) for one in self.tree.all() if _HEADING.fullmatch(one.kind)]

    @property
    def said(self) -> str:
        """All that is read, one block after the other."""
        inline = ("Span", "Link", "Strong", "Em")
        blocks = (one for one in self.tree.all() if one.kind not in inline)
        whole = [one for one in blocks if one.content and not any(child.kind not in inline for child in one.children)]
        return " ".join(filter(None, (self.text(one) for one in whole)))


def read_structure(made: bytes) -> Structure:
    """Read a PDF."""
    with pikepdf.open(io.BytesIO(made)) as document:
        root = document.Root
        metadata = document.open_metadata()
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        texts: dict[tuple[int, int], str] = {}
        loose: list[str] = []
        languages: set[str] = set()
        for number, page in enumerate(document.pages):
            _read_page(page, number, texts, loose, languages)
        top = Node("Root")
        _read_element(root.StructTreeRoot.get("/K"), top, None, pages)
        languages |= {one.language for one in top.all() if one.language}
        return Structure(
            title=str(metadata.get("dc:title", "")),
            language=str(root.get("/Lang")) if "/Lang" in root else None,
            languages=frozenset(languages),
            shows_title=bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
            ua_part=metadata.get(_UA),
            marked=bool(root.get("/MarkInfo", {}).get("/Marked", False)),
            pages=len(document.pages),
            tree=top,
            texts=texts,
            loose=loose,
        )


def faults(structure: Structure) -> list[str]:
    """Say what would stop or mislead who listens to a document; none is what is wanted."""
    return list(_faults(structure))


def _faults(one: Structure) -> Iterator[str]:
    if one.ua_part != "1" or not one.marked:
        yield "it does not say that it is PDF/UA-1"
    if one.language != LANGUAGE or any(not said.startswith("fr") for said in one.languages):
        yield f"languages {one.language}, {sorted(one.languages)}"
    if not one.title or not one.shows_title:
        yield "its title is missing, or not shown"
    yield from _heading_faults(one)
    for table in one.tree.all("Table"):
        rows = table.all("TR")
        heads = table.all("TH")
        if not rows or not heads or any(cell.kind != "TH" for cell in rows[0].children):
            yield "a table has no row of header cells"
        if any(cell.scope is None for cell in heads):
            yield "a header cell does not say of what"
        if any(not one.text(cell).strip() for cell in heads):
            yield "a header cell is empty"
    yield from ("a figure says nothing to who does not see it" for one in one.tree.all("Figure") if not one.alt)
    for link in one.tree.all("Link"):
        words = one.text(link).strip()
        if not words or re.match(r"https?:|www\.", words) or words in link.targets:
            yield f"a link does not say where it goes: {words!r}"
    yield from (f"{shown} stands outside of the structure" for shown in one.loose)
    read = {mark for node in one.tree.all() for mark in node.marks}
    yield from (f"no element reads {text!r}" for mark, text in one.texts.items() if mark not in read)


def _heading_faults(one: Structure) -> Iterator[str]:
    headings = one.headings
    if [level for level, _ in headings[:1]] != [1] or sum(level == 1 for level, _ in headings) != 1:
        yield "there is not one first heading of level 1"
    yield from (f"« {now[1]} » skips a level" for before, now in pairwise(headings) if now[0] > before[0] + 1)
    yield from ("a heading is empty" for _, text in headings if not text.strip())


def _read_element(found: Any, parent: Node, page: Any, pages: dict[Any, int]) -> None:
    """Add what an entry `/K` holds to an element: marks of a page, objects (links), elements (ISO 32000-1, 14.7.2)."""
    if found is None:
        return
    if isinstance(found, pikepdf.Array):
        for one in found:
            _read_element(one, parent, page, pages)
    elif not isinstance(found, pikepdf.Dictionary):
        parent.content.append((pages[page.objgen], int(found)))
    elif found.get("/Type") == "/MCR":
        parent.content.append((pages[found.get("/Pg", page).objgen], int(found.MCID)))
    elif found.get("/Type") == "/OBJR":
        action = found.Obj.get("/A", {})
        parent.targets.append(str(action.get("/URI", found.Obj.get("/Dest", ""))))
    else:
        attributes = found.get("/A", [])
        listed = list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]
        node = Node(
            kind=str(found.S).lstrip("/"),
            alt=str(found.Alt).strip() if "/Alt" in found else None,
            language=str(found.Lang) if "/Lang" in found else None,
            scope=next((str(one.Scope) for one in listed if "/Scope" in one), None),
        )
        parent.content.append(node)
        _read_element(found.get("/K"), node, found.get("/Pg", page), pages)


def _read_page(
    page: pikepdf.Page, number: int, texts: dict[tuple[int, int], str], loose: list[str], languages: set[str]
) -> None:
    """Read the marked texts of a page, what is shown outside of any mark, the languages that marks name."""
    signs: dict[str, dict[int, str]] = {}
    open_marks: list[int | None] = []
    font = ""
    for operands, operator in pikepdf.parse_content_stream(page, " ".join(("BDC", "BMC", "EMC", "Tf", *_SHOWN))):
        name = str(operator)
        if name in ("BDC", "BMC"):
            told = operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
            if "/Lang" in told:
                languages.add(str(told["/Lang"]))
            artifact = str(operands[0]) == "/Artifact"
            inside = open_marks[-1] if open_marks else None
            open_marks.append(-1 if artifact else int(told["/MCID"]) if "/MCID" in told else inside)
        elif name == "EMC":
            open_marks.pop()
        elif name == "Tf":
            font = str(operands[0])
            if font not in signs:
                signs[font] = _signs(page.resources.Font[font])
        if name in _SHOWN:
            mark = open_marks[-1] if open_marks else None
            if mark is None:
                loose.append(f"{name} on page {number + 1}")
            elif mark >= 0 and name in ("Tj", "TJ"):
                words = "".join(_decoded(one, signs[font]) for one in _strings(operands[0]))
                texts[number, mark] = texts.get((number, mark), "") + words


def _strings(shown: Any) -> list[bytes]:
    return [bytes(one) for one in (shown if isinstance(shown, pikepdf.Array) else [shown]) if _is_string(one)]


def _is_string(one: Any) -> bool:
    return isinstance(one, pikepdf.String)


def _decoded(raw: bytes, signs: dict[int, str]) -> str:
    """Return the text of glyphs of two bytes each."""
    return "".join(signs.get(int.from_bytes(raw[at : at + 2], "big"), "") for at in range(0, len(raw), 2))


def _signs(font: pikepdf.Object) -> dict[int, str]:
    """Return what each glyph of a font means: its `ToUnicode` map (ISO 32000-1, 9.10.3)."""
    written = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", written, re.DOTALL):
        for code, meaning in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            found[int(code, 16)] = bytes.fromhex(meaning).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", written, re.DOTALL):
        for first, last, meaning in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = bytes.fromhex(meaning).decode("utf-16-be")
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = start[:-1] + chr(ord(start[-1]) + step)
    return found
