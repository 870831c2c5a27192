"""Read a file of addresses: SIREN and address, line by line, with what is wrong in each. Pure."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

from barometre.addresses import parse_mail
from barometre.sheets import decoded
from barometre.web.programme.sirens import is_known

# Bytes of a file: more than all collectivités, each with two addresses.
MOST_BYTES = 2_000_000
# Problems shown of a file.
SHOWN = 20


@dataclass(frozen=True)
class Found:
    """What a file holds: addresses that are new, how many were known, and the lines that are wrong."""

    new: tuple[tuple[str, str], ...] = ()
    known: int = 0
    problems: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The first problems."""
        return self.problems[:SHOWN]


def read_addresses(content: bytes, known: Collection[tuple[str, str]]) -> Found:
    """Read a CSV, of either separator.

    Args:
        content: the bytes of the file.
        known: SIREN and address of those that were added already.
    """
    if (found := decoded(content)) is None:
        return Found(problems=("Ce fichier n’est pas un texte\u202f; enregistrez-le en CSV.",))
    text = found[0]
    lines = text.splitlines()
    separator = ";" if lines and ";" in lines[0] else ","
    # Strict: a quote left open is refused, whatever bound another package has put on the length of cells.
    reader = csv.DictReader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        heads = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error:
        return Found(problems=(f"Ligne {reader.line_num + 1}\u00a0: illisible\u00a0; un guillemet y reste ouvert.",))
    if missing := [name for name in ("siren", "adresse") if name not in heads]:
        return Found(problems=(f"Ligne 1\u00a0: il manque la colonne «\u00a0{missing[0]}\u00a0».",))
    new, problems, again = dict[tuple[str, str], None](), [], 0
    for line, row in rows:
        siren = "".join((row[heads["siren"]] or "").split())
        address = (row[heads["adresse"]] or "").strip()
        if not siren and not address:
            continue
        if wrong := _wrong(siren, address):
            problems.append(f"Ligne {line}\u00a0: {wrong}")
        elif (siren, address) in known or (siren, address) in new:
            again += 1
        else:
            new[siren, address] = None
    return Found(tuple(new), again, tuple(problems))


def _wrong(siren: str, address: str) -> str:
    if not is_known(siren):
        return f"aucune collectivité n’a le SIREN «\u00a0{siren[:20]}\u00a0»."
    return "" if parse_mail(address).valid else f"«\u00a0{address[:60]}\u00a0» n’est pas une adresse de courriel."
