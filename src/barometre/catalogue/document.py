"""Write the methodology and the data dictionary, in Markdown, from the content: they always say the same."""

from collections.abc import Mapping

import polars as pl

from barometre.catalogue.guidance import Obligation, Proof
from barometre.catalogue.models import Catalogue, Indicator, Reference
from barometre.catalogue.sentences import read_templates
from barometre.catalogue.typography import non_breaking

GENERATED = "<!-- Écrit par « barometre catalogue document » : modifiez le catalogue, pas cette page. -->\n"
# What each status of an indicator means, in French.
_STATUSES = {
    "known": "connu : une valeur et un score",
    "not-concerned": "non concerné : la question ne se pose pas pour cette collectivité",
    "not-looked": "pas encore observé : nous n’avons encore rien relevé",
    "we-failed": "notre observation a échoué : la collectivité n’y est pour rien",
    "they-failed": "pas de réponse exploitable de son côté",
}


def document_methodology(
    catalogue: Catalogue, method: Mapping[str, float], others: Mapping[str, str] | None = None
) -> str:
    """Write the method on one page, with its thresholds, then `others` (heading -> text), then indicators by theme.

    `method`: the thresholds of `edition.build.METHOD`.
    """
    parts = ["# Méthodologie\n", GENERATED, _score(catalogue, method), _levels(catalogue), _example(catalogue, method)]
    parts += [f"## {heading}\n\n{text}" for heading, text in (others or {}).items()]
    for theme in catalogue.themes.values():
        parts.append(f"## {theme.name}\n\n{theme.summary}\n")
        parts += [_indicator(catalogue, indicator) for indicator in catalogue.of_theme(theme.id)]
    parts.append(_obligations(catalogue))
    return non_breaking("\n".join(parts))


def _score(catalogue: Catalogue, method: Mapping[str, float]) -> str:
    live = sum(catalogue.is_live(indicator) for indicator in catalogue.indicators.values())
    statuses = "\n".join(f"- `{status}` — {meaning}" for status, meaning in _STATUSES.items())
    shares = ("minimum_coverage", "provisional_below", "base_from", "peers_from", "territory_from")
    coverage, provisional, base, peers, territory = (round(method[key] * 100) for key in shares)
    two, eight = (f"{method[key]:g}" for key in ("minimum_known", "minimum_peers"))
    return f"""## Le score en une page

Le catalogue compte {len(catalogue.indicators)} indicateurs, dont {live} ont déjà une source. Les autres attendent la
leur : ils ne sont pas notés, et la couverture le dit.

Pour une collectivité, chaque indicateur est dans l’un de cinq états :

{statuses}

1. Un indicateur connu a un score de 0 à 100, selon sa règle. Une question qui suppose un site ou une adresse ne se
   pose pas sans eux. Ceux qui disent la qualité d’une fiche, ou informent seulement, sont hors de tout score.
2. Deux **lectures** ne se mêlent jamais : ce qui se voit (registres, observation) et ce que la collectivité dit. Le
   score d’un thème, ou de tout, dans une lecture, est la moyenne des scores connus de ses indicateurs, pondérée par
   leur poids. Ce qui manque ne vaut pas zéro : cela abaisse la **couverture**, part connue (en poids) de ce qui
   concerne la collectivité. Le score d’ensemble réunit les deux lectures, là où chacune a le sien.
3. Il n’y a pas de score si moins de {two} indicateurs sont connus, ou si la couverture est sous {coverage} %.
   Sous {provisional} %, le score est dit **provisoire** et n’a pas de niveau.
4. On ne compare que sur la **base** de l’édition : pour chaque type de collectivité, les indicateurs connus d’au
   moins {base} % de celles qu’ils concernent. Places, moyennes et cartes n’emploient que ce score comparable.
5. Une collectivité est située dans un quart de ses **pairs** (même type, même strate de population), si {peers} %
   d’entre eux, et {eight} au moins, sont comparables, et si celles qui ont son score tiennent dans un même quart. Il
   n’y a pas de classement.
6. Pour un territoire, chaque collectivité compte une fois, quelle que soit sa population. Il a un chiffre si
   {territory} % de celles que la question concerne sont connues, avec ses **bornes** : ce qu’il serait si toutes les
   autres valaient 0, ou 100. Sinon, on dit combien ont été vues.
"""


def _levels(catalogue: Catalogue) -> str:
    rows = "\n".join(
        f"| {level.number} | {level.name} | {level.minimum:g} | {level.meaning} |" for level in catalogue.levels
    )
    return f"## Les niveaux de maturité\n\n| niveau | nom | à partir de | sens |\n| --- | --- | --- | --- |\n{rows}\n"


def _example(catalogue: Catalogue, method: Mapping[str, float]) -> str:
    """Work an example out from the catalogue: a theme of which two indicators are known."""
    theme = next(iter(catalogue.themes.values()))
    indicators = catalogue.of_theme(theme.id)
    known = list(zip(indicators, (100, 0), strict=False))
    weight = sum(indicator.weight for indicator, _ in known)
    total = sum(indicator.weight for indicator in indicators)
    if not weight:
        return ""
    coverage = weight / total
    mean = sum(indicator.weight * score for indicator, score in known) / weight
    enough = len(known) >= method["minimum_known"] and coverage >= method["minimum_coverage"]
    scores = " et ".join(f"« {indicator.title} » vaut {score}" for indicator, score in known)
    verdict = f"son score est {mean:.0f}" if enough else "il n’a pas de score"
    return f"""## Un exemple

Thème « {theme.name} », {len(indicators)} indicateurs qui concernent tous la collectivité. {scores} ; les autres ne sont
pas encore observés. La couverture du thème est {weight:g} / {total:g}, soit {coverage * 100:.0f} % : {verdict}.
"""


def _indicator(catalogue: Catalogue, indicator: Indicator) -> str:
    fact = catalogue.facts[indicator.facts[0]]
    source = catalogue.sources[fact.source]
    state = "en service" if catalogue.is_live(indicator) else "source à venir"
    rule = indicator.scoring.describe()
    if indicator.prerequisites:
        titles = " ; ".join(catalogue.facts[name].title for name in indicator.prerequisites)
        rule += f" ; 0 si l’un de ces préalables manque : {titles}"
    references = " ; ".join(map(_reference, indicator.references))
    return f"""### {indicator.title} (`{indicator.id}`)

**{indicator.question}** {indicator.why}

- Concerne : {f"`{indicator.concerns}`" if indicator.concerns else "toutes les collectivités"}
- Fait : {fact.title} (`{fact.id}`) — {fact.meaning}
- Source : {source.name} ({source.producer}), {state}
- Règle : {rule}
- Poids : {indicator.weight:g}
- Référence : {references}
- Pour progresser : {indicator.improve}
"""


def _reference(reference: Reference) -> str:
    shown = f"[{reference.title}]({reference.url})" if reference.url else reference.title
    if reference.kind != "obligation":
        return shown
    return f"{shown} (obligation {f'si {reference.condition}' if reference.condition else 'pour qui est concerné'})"


# Kind of an obligation, in French.
_KINDS = {
    "obligation": "obligation légale",
    "recommandation": "recommandation",
    "engagement": "engagement du programme",
    "projet": "texte pas encore en vigueur",
}
# How far an obligation was verified, in French.
_READ = {"read": "texte lu", "reported": "texte rapporté par une autre source", "unread": "à vérifier, texte non lu"}


def _obligations(catalogue: Catalogue) -> str:
    """Write the chapter of obligations: whom each binds, by which texts, since when, what shows it."""
    parts = [
        "## Les obligations\n\nCe que des textes demandent aux collectivités. Ce que nous n’avons pas lu est « à "
        "vérifier », jamais dit obligatoire. Une preuve dit « fait » ou « pas fait ». Sans preuve, la collectivité "
        "est seule à savoir.\n"
    ]
    for theme in catalogue.themes.values():
        found = [one for one in catalogue.obligations.values() if one.theme == theme.id]
        if found:
            parts += [f"### {theme.name} : obligations\n", *(_obligation(catalogue, one) for one in found), ""]
    return "\n".join(parts)


def _obligation(catalogue: Catalogue, obligation: Obligation) -> str:
    texts = [catalogue.references[name] for name in obligation.references]
    shown = " ; ".join(f"[{text.title}]({text.url})" if text.url else text.title for text in texts)
    dates = f", depuis le {obligation.starts:%d/%m/%Y}" if obligation.starts else ""
    dates += f", jusqu’au {obligation.ends:%d/%m/%Y}" if obligation.ends else ""
    proofs = " ; ".join(_proof(catalogue, proof) for proof in obligation.proofs) or "rien que nous puissions voir"
    kind = f"{_KINDS[obligation.kind]}{dates} ({_READ[obligation.read]})"
    return f"""- **{obligation.title}** (`{obligation.id}`) : {kind}
    - Vise {obligation.whom}
    - Textes : {shown}
    - Ce qui le montre : {proofs} ; pour la collectivité, {obligation.shown_by}"""


def _proof(catalogue: Catalogue, proof: Proof) -> str:
    """Say which score of which indicator, or which fact, shows that it is met or not."""
    named = catalogue.indicators[proof.indicator] if proof.indicator else catalogue.facts[proof.fact or ""]
    met = None if proof.met is None else f"fait à partir de {proof.met:g}"
    missed = None if proof.missed is None else f"pas fait jusqu’à {proof.missed:g}"
    return f"« {named.title} » ({', '.join(filter(None, (met, missed)))})"


def document_dictionary(catalogue: Catalogue, tables: Mapping[str, Mapping[str, tuple[pl.DataType, str]]]) -> str:
    """Describe every table and column of an edition, every fact and every source."""
    parts = ["# Dictionnaire des données\n", GENERATED]
    for table, columns in tables.items():
        rows = "\n".join(f"| `{name}` | {kind} | {meaning} |" for name, (kind, meaning) in columns.items())
        parts.append(f"## Table `{table}`\n\n| colonne | type | sens |\n| --- | --- | --- |\n{rows}\n")
    facts = "\n".join(
        f"| `{fact.id}` | {fact.source} | {fact.type} | {fact.unit or ''} | {fact.title}. {fact.meaning} |"
        for fact in catalogue.facts.values()
    )
    parts.append(f"## Faits\n\n| fait | source | type | unité | sens |\n| --- | --- | --- | --- | --- |\n{facts}\n")
    sources = "\n".join(
        f"| `{source.id}` | {source.name} | {source.producer} | {source.licence} | {source.status} | {source.note} |"
        for source in catalogue.sources.values()
    )
    head = "| source | nom | producteur | licence | état | note |\n| --- | --- | --- | --- | --- | --- |"
    parts.append(f"## Sources\n\n{head}\n{sources}\n")
    parts.append(_reasons())
    return non_breaking("\n".join(parts))


def _reasons() -> str:
    codes = "\n".join(
        f"| `{code}` | {template.text.replace('|', '&#124;')} |" for code, template in read_templates()[0].items()
    )
    return f"""## Raisons

Une raison est un code et des valeurs (colonnes `reason_code` et `reason_context`). Entre accolades, les valeurs, et
comment la phrase les montre ; entre crochets, ce que la phrase omet quand une de ses valeurs manque.

| code | phrase |
| --- | --- |
{codes}
"""
