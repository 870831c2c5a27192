"""Measure the sheets of collectivités: a second of them, all of them, and what one who asks for one waits.

    .venv/bin/python bench/paper.py [--all]

The floor is Typst setting two pages of plain paragraphs. `--all` really writes every sheet, by two processes, to a
folder that is removed. Works on the published edition.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import typst
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.web.database import site_database

SHEETS = 300
ASKED = 100
FLOOR = '#set text(lang: "fr")\n#set document(title: "A")\n= A\n#sys.inputs.data\n#for _ in range(16) [#par(lorem(90))]'


def floor() -> float:
    """Return the seconds of processor that two pages of plain text take, each with a text of its own."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    start = time.process_time()
    for number in range(SHEETS):
        typst.compile(
            FLOOR.encode(), format="pdf", pdf_standards=["ua-1"], font_paths=fonts, sys_inputs={"data": str(number)}
        )
    return (time.process_time() - start) / SHEETS


def main() -> None:
    """Set sheets of all kinds, ask for some, and print both beside the floor."""
    with site_database():
        from django.test import Client  # noqa: PLC0415  (models need Django set up)

        from barometre.web.editions import queries  # noqa: PLC0415
        from barometre.web.pages.bodies import address  # noqa: PLC0415
        from barometre.web.paper.many import write_sheets  # noqa: PLC0415
        from barometre.web.paper.one import edition_of_sheets  # noqa: PLC0415
        from barometre.web.paper.sheet import sheet_pdf  # noqa: PLC0415

        edition = edition_of_sheets()
        measured = queries.universe(edition).filter(measured=True)
        count = measured.count()
        bodies = list(measured.order_by("siren")[:: count // SHEETS])[:SHEETS]
        sheet_pdf(edition, bodies[0], "https://a.fr")
        start = time.process_time()
        sizes = [len(sheet_pdf(edition, body, "https://a.fr")) for body in bodies]
        each = (time.process_time() - start) / len(bodies)
        client, waits = Client(SERVER_NAME="localhost"), []
        for body in bodies[:ASKED]:
            start = time.perf_counter()
            answer = client.get(address(body, "sheet"))
            waits.append(time.perf_counter() - start)
            assert answer.status_code == 200, answer
        written = None
        if "--all" in sys.argv:
            with tempfile.TemporaryDirectory() as folder:
                start = time.perf_counter()
                write_sheets(Path(folder), None, lambda *_: None)
                written = time.perf_counter() - start
    least = floor()
    table = Table("measure", "value", title=f"Sheets of {count} collectivités, edition {edition}")
    table.add_row("processor, one sheet", f"{1000 * each:.1f} ms, {each / least:.1f} times the floor")
    table.add_row("floor: two plain pages", f"{1000 * least:.1f} ms")
    table.add_row("size of one", f"{statistics.mean(sizes) / 1000:.0f} kB")
    table.add_row("all, two processes on two quiet cores, projected", f"{count * each / 2 / 60:.1f} min")
    table.add_row("all, really written", f"{written / 60:.1f} min" if written else "not asked (--all)")
    p95 = statistics.quantiles(waits, n=20)[-1]
    table.add_row("one asked for on the site", f"p50 {1000 * statistics.median(waits):.0f} ms, p95 {1000 * p95:.0f} ms")
    note("paper, one sheet", each / least)
    Console().print(table)


if __name__ == "__main__":
    main()
