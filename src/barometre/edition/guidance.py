"""What an edition says to guide one collectivité, read from its files: its obligations, and what it does next."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from barometre.catalogue.guidance import Obligation
from barometre.edition.files import read_manifest, read_table
from barometre.errors import BarometreError
from barometre.guidance.obligations import State, Why, why_absent
from barometre.guidance.words import UNREAD, proof_title, why_words


def obligations_of(folder: Path, siren: str) -> list[dict[str, Any]]:
    """Return every obligation of an edition, as it is for a collectivité.

    Returns:
        For each, in the order of the catalogue: id, title, kind (obligation, recommandation, engagement, projet, or
        « à vérifier » when nobody verified the text), state (`State`), why (in French), due (first day in force, ISO;
        None: not known), evidence (what shows the state: id, title, observed_on; None: nothing does).

    Raises:
        BarometreError: the edition is not whole, tells no obligation, or measures no collectivité of this SIREN.
    """
    day = date.fromisoformat(read_manifest(folder)["date"])
    content = _content(folder)
    _measured(folder, siren)
    rows = read_table(folder, "obligations").filter(siren=siren).rows_by_key("obligation", named=True, unique=True)
    obligations = [Obligation.model_validate(one) for one in content.get("obligations", {}).values()]
    if not obligations:
        raise BarometreError(f"{folder} was made before obligations were judged: build it again (barometre build)")
    return [_told(one, rows.get(one.id), content, day) for one in obligations]


def next_steps_of(folder: Path, siren: str) -> list[dict[str, Any]]:
    """Return the next steps of a collectivité in an edition.

    Returns:
        For each, in order: rank, id and title of the action, gain (points of the score of what is seen), known (whether
        something is known to be wanting), indicators, missed and unknown (ids of what it serves), duration, cost, ease.

    Raises:
        BarometreError: the edition is not whole, or measures no collectivité of this SIREN.
    """
    content = _content(folder)
    _measured(folder, siren)
    actions = content.get("actions", {})
    steps = read_table(folder, "steps").filter(siren=siren).sort("rank").drop("siren")
    told = ("title", "duration", "cost", "ease")
    return [
        {"rank": row.pop("rank"), "id": row.pop("action")} | row | {name: actions[identifier][name] for name in told}
        for row in steps.to_dicts()
        for identifier in (row["action"],)
    ]


def _told(obligation: Obligation, row: dict[str, Any] | None, content: dict[str, Any], on: date) -> dict[str, Any]:
    if row is None:
        state, why, proof, day = State.NOT_CONCERNED, why_absent(obligation, on), None, None
    else:
        state, why, proof, day = State(row["state"]), Why(row["why"]), row["proof"], row["observed_on"]
    title = proof_title(content, proof)
    evidence = {"id": proof, "title": title, "observed_on": day and day.isoformat()} if proof else None
    return {
        "id": obligation.id,
        "title": obligation.title,
        "kind": obligation.kind if obligation.read != "unread" else UNREAD,
        "state": state.value,
        "why": why_words(obligation, why, title, day),
        "due": obligation.starts and obligation.starts.isoformat(),
        "evidence": evidence,
    }


def _content(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BarometreError(f"{folder} has no readable catalogue.json ({error}); build it again") from None
    return found


def _measured(folder: Path, siren: str) -> None:
    known = read_table(folder, "collectivites").filter(pl.col("siren") == siren, "measured")
    if known.is_empty():
        raise BarometreError(
            f"No collectivité of SIREN {siren} is measured in edition {folder.name}: check its nine digits"
        )
