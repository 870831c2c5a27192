"""What the register says of an authority and the observation does not confirm, in sentences. Pure."""

from collections.abc import Mapping
from typing import Any

from barometre.web.pages.register import register_words
from barometre.web.shared.french import NO_BREAK, number
from barometre.web.shared.words import day_words


def disagreements(facts: Mapping[str, Any], definitions: Mapping[str, Any], sources: Mapping[str, str]) -> list[str]:
    """Sentences on what the register says and the observation does not confirm.

    Args:
        facts: facts of the body as published; `otherwise` holds what the other sources say.
        definitions: facts of the edition's catalogue.
        sources: id of a source -> its name.
    """
    return [
        _disagreement(identifier, definitions[identifier]["title"], fact, other, sources)
        for identifier, fact in sorted(facts.items())
        if identifier in definitions
        for other in fact.get("otherwise", [])
    ]


_TO_DO = {
    "site.domain": "Si le site est bien là, corrigez l’adresse dans la fiche de la collectivité ; sinon, demandez à "
    "l’hébergeur pourquoi l’adresse déclarée y conduit.",
    "site.platform": "Vérifiez l’adresse de la fiche de la collectivité, et faites installer le site au nom de la "
    "collectivité.",
}
_TO_DO_ELSE = "Vérifiez les deux et corrigez celle des sources qui se trompe."


def _disagreement(
    identifier: str, title: str, fact: Mapping[str, Any], other: Mapping[str, Any], sources: Mapping[str, str]
) -> str:
    register = register_words(other["source"], sources)
    when = day_words(fact["observed_on"])
    told, shown = _told(identifier, other), _told(identifier, fact)
    sentence = f"{register} indique {told} ; notre observation du {when} montre {shown}"
    return f"{title}{NO_BREAK}: {sentence}. {_TO_DO.get(identifier, _TO_DO_ELSE)}"


def _told(identifier: str, fact: Mapping[str, Any]) -> str:
    seen, text = fact.get("number"), fact.get("text")
    if identifier == "site.platform":
        platform = f"un site chez {text}" if text else "un site sous le nom d’une plateforme"
        return platform if seen else "un site à son propre nom"
    if text:
        return f"«{NO_BREAK}{text}{NO_BREAK}»"
    return "oui" if seen == 1 else "non" if seen == 0 else number(seen or 0.0)
