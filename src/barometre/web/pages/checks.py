"""What was seen of a body from outside, check by check, in words. Pure: from facts and looks to what a page shows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from barometre.facts.schema import Outcome
from barometre.facts.statement import Statement
from barometre.observation.run.confirm import TO_CONFIRM
from barometre.web.shared.french import NO_BREAK, number
from barometre.web.shared.words import day_words

LEVEL = "rcpnt.level"
GROUPS = {
    "presence": "Présence : les seize critères du référentiel",
    "site": "Sécurité du site",
    "courriel": "Courriel",
    "simplicite": "Simplicité et accessibilité",
    "sobriete": "Sobriété et vie privée",
    "services": "Services",
}
WORDS = {
    "good": "Conforme",
    "bad": "À corriger",
    "finding": "Constat",
    "confirm": "À confirmer",
    "none": "Sans objet",
    "silent": "Pas de réponse exploitable de son côté",
    "ours": "Notre observation a échoué",
    "unseen": "Pas encore observé",
}
"""Kind of a verdict -> its word; the drawing beside it is in parts/verdict.html."""
TALLY = {
    "good": ("conforme", "conformes"),
    "bad": ("à corriger", "à corriger"),
    "confirm": ("à confirmer", "à confirmer"),
    "finding": ("simple constat", "simples constats"),
    "none": ("sans objet", "sans objet"),
    "silent": ("sans réponse exploitable de son côté", "sans réponse exploitable de son côté"),
    "ours": ("où notre observation a échoué", "où notre observation a échoué"),
    "unseen": ("pas encore observé", "pas encore observés"),
}
"""Kind of a verdict -> how those that have it are counted."""

_OF_OUTCOME = {
    Outcome.NOT_CONCERNED.value: "none",
    Outcome.THEY_FAILED.value: "silent",
    Outcome.WE_FAILED.value: "ours",
}
NOTHING = ("ours", "confirm", "unseen")
"""Kinds of a look after which nothing may be stated."""
_ONE_IF = re.compile(r"^1 si (.+?), 0 (?:sinon|s[i’][^.]*)\.")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNMET = re.compile(r"le critère (\d\.\d) (?:n’est pas rempli|n’a pas pu être vu) : ")


@dataclass(frozen=True)
class Verdict:
    """What one look, or the edition, says of one check."""

    kind: str
    value: str = ""
    detail: str = ""
    day: str | None = None
    at: datetime | None = None

    @property
    def word(self) -> str:
        """The verdict in a word."""
        return WORDS[self.kind]

    @property
    def reason(self) -> str:
        """What was seen; that it is to be confirmed, the word says already."""
        return self.detail.removeprefix(f"{TO_CONFIRM} : ")

    @property
    def hangs_on(self) -> str | None:
        """Id of the criterion that it rests on alone, if any."""
        found = _UNMET.match(self.reason)
        return f"rcpnt.{found[1]}" if found else None

    @property
    def firm(self) -> bool:
        """Does it state something, that it saw itself?"""
        return self.kind not in NOTHING and self.hangs_on is None


@dataclass(frozen=True)
class Contested:
    """That a verdict is contested; `answer` once the operator has given one. Never who, nor what was written."""

    on: date
    answer: str
    answered_on: date | None


@dataclass(frozen=True)
class Check:
    """One check of one body, explained to who must mend it.

    `asked`: what the last look asked for says; `earlier`: what one before it stated. `cause`: id of the check that
    this one hangs on; `folded`: it is shown under it, among its `waiting`.
    """

    id: str
    title: str
    group: str
    level: str | None
    tested: str
    why: str
    mend: str
    verdict: Verdict
    attempted_on: str | None
    attempt: str
    asked: Verdict | None
    contests: tuple[Contested, ...]
    earlier: Verdict | None = None
    cause: str | None = None
    folded: bool = False
    waiting: tuple["Check", ...] = ()
    waiting_words: str = ""

    @property
    def current(self) -> Verdict:
        """The newest verdict: that of the look asked for, else the edition's."""
        return self.asked or self.verdict

    @property
    def stated(self) -> Verdict | None:
        """The last verdict stated, when the newest look states nothing; none when nothing ever was."""
        if self.asked is None or self.asked.kind not in NOTHING:
            return None
        return self.earlier or (None if self.verdict.kind in NOTHING else self.verdict)

    @property
    def success(self) -> str | date | None:
        """Day of the last look that told something; none when every one failed by our fault."""
        last = self.stated or self.current
        if last.kind in NOTHING:
            return None
        return last.at.date() if last.at else last.day

    @property
    def tried(self) -> str | date | None:
        """Day of the last attempt, whatever it gave."""
        return self.asked.at.date() if self.asked and self.asked.at else self.attempted_on

    @property
    def waits(self) -> bool:
        """Did the last attempt see something that a second look must confirm?"""
        return self.attempt.startswith(TO_CONFIRM)

    @property
    def to_mend(self) -> bool:
        """Is there something to do?"""
        return self.current.kind in ("bad", "confirm")


def tested(meaning: str) -> str:
    """What was tested, as a sentence: « 1 si la page… 0 sinon » is how the file is read, not how people speak."""
    return _ONE_IF.sub(lambda found: f"Nous regardons si {found[1]}.", meaning)


def verdict(definition: Mapping[str, Any], fact: Mapping[str, Any] | None) -> Verdict:
    """What the edition says of a check.

    Args:
        definition: the fact in the edition's catalogue.
        fact: outcome, number, text, detail, observed_on; None when nobody looked.
    """
    if fact is None:
        return Verdict("unseen")
    detail, day = fact.get("detail") or "", fact.get("observed_on")
    if fact["outcome"] != Outcome.SEEN.value:
        kind = _OF_OUTCOME[fact["outcome"]]
        return Verdict("confirm" if kind == "ours" and detail.startswith(TO_CONFIRM) else kind, "", detail, day)
    number_, text = fact.get("number"), fact.get("text")
    return Verdict(_judged(definition, number_, text), _value(definition, number_, text), detail, day)


def of_statement(definition: Mapping[str, Any], statement: Statement, at: datetime) -> Verdict:
    """What a look asked for says of a check."""
    fact = {"outcome": statement.outcome.value, "number": statement.number, "text": statement.text}
    found = verdict(definition, fact | {"detail": statement.detail})
    return Verdict(found.kind, found.value, found.detail, at=at)


def _judged(definition: Mapping[str, Any], seen: float | None, text: str | None) -> str:
    """good, bad, or a mere finding when the catalogue expects nothing."""
    expected = _key(definition, "expected", "wished")
    if expected is None:
        return "finding"
    if isinstance(expected, bool):
        fine = seen == float(expected)
    elif isinstance(expected, (list, tuple)):
        fine = text in expected
    else:
        fine = seen is not None and seen <= expected
    return "good" if fine else "bad"


def _key(definition: Mapping[str, Any], key: str, former: str) -> Any:  # noqa: ANN401  (a value of the catalogue)
    """Return a value of a definition, by the key it had in former editions if need be."""
    return definition[key] if key in definition else definition.get(former)


def _value(definition: Mapping[str, Any], seen: float | None, text: str | None) -> str:
    """The value in words; nothing for a yes or no that is judged, since the verdict says it."""
    if definition["type"] == "boolean":
        found = "" if _key(definition, "expected", "wished") is not None else ("Vu" if seen == 1 else "Pas vu")
        return f"{found}{NO_BREAK}: {text}" if found and text else found or text or ""
    if definition["type"] == "number" and seen is not None:
        unit = definition.get("unit")
        return f"{number(seen)}{NO_BREAK}{unit}" if unit else number(seen)
    return day_words(text) if text and _DAY.fullmatch(text) else text or ""


def check(
    identifier: str,
    definition: Mapping[str, Any],
    fact: Mapping[str, Any] | None,
    asked: Verdict | None = None,
    earlier: Verdict | None = None,
    contests: Sequence[Contested] = (),
) -> Check:
    """One check, from its definition, what the edition knows of it, and what came since (see `Check`)."""
    seen = verdict(definition, fact)
    return Check(
        id=identifier,
        title=definition["title"],
        group=definition["group"],
        level=definition.get("level"),
        tested=tested(definition["meaning"]),
        why=definition.get("why") or "",
        mend=_key(definition, "fix", "mend") or "",
        verdict=seen,
        attempted_on=(fact or {}).get("attempted_on") or seen.day,
        attempt=(fact or {}).get("attempt") or "",
        asked=asked,
        contests=tuple(contests),
        earlier=earlier,
    )


def disagreements(facts: Mapping[str, Any], definitions: Mapping[str, Any], sources: Mapping[str, str]) -> list[str]:
    """Sentences on what the register says and the observation does not confirm.

    Args:
        facts: facts of the body as published; `otherwise` holds what the other sources say.
        definitions: facts of the edition's catalogue.
        sources: id of a source -> its name.
    """
    return [
        _disagreement(identifier, definitions[identifier], fact, other, sources)
        for identifier, fact in sorted(facts.items())
        if identifier in definitions
        for other in fact.get("otherwise", [])
    ]


REGISTER = "annuaire"
_TO_DO = {
    "site.domain": "Si le site est bien là, corrigez l’adresse dans la fiche de la mairie ; sinon, demandez à "
    "l’hébergeur pourquoi l’adresse déclarée y conduit.",
    "site.platform": "Vérifiez l’adresse de la fiche de la mairie, et faites installer le site au nom de la "
    "collectivité.",
}
_TO_DO_ELSE = "Vérifiez les deux et corrigez celle des sources qui se trompe."


def _disagreement(
    identifier: str, definition: Mapping[str, Any], fact: Mapping[str, Any], other: Mapping[str, Any],
    sources: Mapping[str, str],
) -> str:  # fmt: skip
    register = "l’annuaire" if other["source"] == REGISTER else f"la source « {sources.get(other['source'], '')} »"
    when = day_words(fact["observed_on"])
    told, shown = _told(identifier, other), _told(identifier, fact)
    sentence = f"{register} indique {told} ; notre observation du {when} montre {shown}"
    return f"{definition['title']}{NO_BREAK}: {sentence}. {_TO_DO.get(identifier, _TO_DO_ELSE)}"


def _told(identifier: str, fact: Mapping[str, Any]) -> str:
    seen, text = fact.get("number"), fact.get("text")
    if identifier == "site.platform":
        return (f"un site chez {text}" if text else "un site sous le nom d’une plateforme") if seen else (
            "un site à son propre nom"
        )  # fmt: skip
    if text:
        return f"«{NO_BREAK}{text}{NO_BREAK}»"
    return "oui" if seen == 1 else "non" if seen == 0 else number(seen or 0.0)
