"""Load the catalogue: content read, checked, and given as one immutable object."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from barometre.catalogue.check import FOLDER, read_content
from barometre.catalogue.guidance import Obligation, Text
from barometre.catalogue.models import GUIDANCE, Catalogue, Indicator, MailProvider, Reference, WrittenIndicator
from barometre.catalogue.questionnaires import Questionnaire
from barometre.catalogue.reading import read_entries
from barometre.catalogue.rules import refuse

# Fact presupposed by the indicators that look at a site.
_SITE = "site.declared"


@cache
def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read the catalogue of a folder (default: the package's).

    Raises:
        BarometreError: bad content; names the first file, line and key, and how many other problems there are.
    """
    located, problems = read_content(folder)
    refuse(problems)
    content = {name: [item.entry for item in entries] for name, entries in located.items()}
    by_id = {
        name: {entry.id: entry for entry in content[name]}
        for name in ("themes", "priorities", "sources", "facts", "indicators", *GUIDANCE, "questionnaires")
    }
    by_id["questionnaires"] = _in_order(by_id["questionnaires"], list(by_id["themes"]))
    by_id["indicators"] = {
        name: resolved(written, by_id["obligations"], by_id["references"])
        for name, written in by_id["indicators"].items()
    }
    return Catalogue(
        **by_id,
        levels=tuple(content["levels"]),
        general_mail_providers=frozenset(entry.domain for entry in content["general_mail_providers"]),
        mail_operators=_operators(content["general_mail_providers"]),
        site_platforms={entry.domain: entry.name for entry in content["site_platforms"]},
        signs=tuple(content["signs"]),
        walls=tuple(content["walls"]),
        delivery_networks={entry.number: entry.name for entry in content["delivery_networks"]},
        journal=tuple(sorted(content["journal"], key=lambda change: change.day, reverse=True)),
    )


@cache
def load_mail_operators() -> dict[str, str]:
    """Read `Catalogue.mail_operators` of the package alone: the whole takes a second, and a message waits for it.

    Raises:
        BarometreError: as `load_catalogue`, of this one file.
    """
    file = FOLDER / "general_mail_providers.yaml"
    located, problems = read_entries(file, file.name, MailProvider)
    refuse(problems)
    return _operators([item.entry for item in located])


def _operators(providers: Iterable[MailProvider]) -> dict[str, str]:
    return {one.domain: one.operator for one in providers if one.operator}


def _in_order(questionnaires: Mapping[str, Questionnaire], themes: list[str]) -> dict[str, Questionnaire]:
    """Return the record of who answers, then the questionnaires in the order of the themes."""

    def place(name: str) -> int:
        theme = questionnaires[name].theme
        return -1 if theme is None else themes.index(theme)

    return {name: questionnaires[name] for name in sorted(questionnaires, key=place)}


def resolved(written: WrittenIndicator, obligations: Mapping[str, Obligation], texts: Mapping[str, Text]) -> Indicator:
    """Return an indicator with the texts on which it rests: those of its obligations, then its own, each once."""
    references = [
        reference for name in written.obligations for reference in _of_obligation(obligations[name], written, texts)
    ]
    references += [_cited(texts[name]) for name in written.references]
    return Indicator(**dict(written) | {"references": tuple(dict.fromkeys(references))})


def _of_obligation(
    obligation: Obligation, indicator: WrittenIndicator, texts: Mapping[str, Text]
) -> Iterator[Reference]:
    """Give the texts of an obligation, as texts of law that bind whom it binds when it is law that was verified."""
    law = obligation.kind == "obligation" and obligation.read != "unread"
    concerns, condition = _bound(obligation, indicator)
    for text in (texts[name] for name in obligation.references):
        if law and text.kind == "law":
            yield Reference(title=text.title, kind="obligation", url=text.url, concerns=concerns, condition=condition)
        else:
            yield _cited(text)


def _bound(obligation: Obligation, indicator: WrittenIndicator) -> tuple[str, str | None]:
    """Return whom an obligation binds among those that the indicator concerns, and the same for a reader.

    An obligation without condition binds them all (`check` sees to it), but asks for a page only of those with a site.
    """
    if obligation.condition:
        return obligation.concerns, obligation.condition
    if _SITE in indicator.presupposes:
        concerns = f"site and ({indicator.concerns})" if indicator.concerns else "site"
        return concerns, "la collectivité a un site internet"
    return "", None


def _cited(text: Text) -> Reference:
    """Return a text that binds nobody here: a law that is only cited advises."""
    return Reference(title=text.title, kind="recommandation" if text.kind == "law" else text.kind, url=text.url)
