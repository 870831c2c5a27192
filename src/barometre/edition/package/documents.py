"""The texts of a package: README.md, LICENCE.md and CITATION.cff, for who opens the folder."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import yaml

from barometre.catalogue.typography import bind_numbers, non_breaking, written_day, written_number
from barometre.edition.datapackage import LICENCE
from barometre.edition.files import MANIFEST
from barometre.edition.package import layout
from barometre.edition.package.contents import entry, in_order
from barometre.edition.package.dcat import ABOUT, KEYWORDS, NAME, Publisher
from barometre.edition.package.wide import KEPT, WIDE

_FICTION = "**Démonstration : toutes les réponses de ce paquet sont inventées. Ne pas réutiliser.**"


class Told(NamedTuple):
    """An edition, as its texts tell it: date, title, identity of the build, sources, whether all is made up."""

    day: date
    title: str
    build: str
    sources: Sequence[Mapping[str, str]]
    demonstration: bool


def readme(edition: Told, who: Publisher, files: Sequence[str], rows: Mapping[str, int]) -> str:
    """Return README.md, in French.

    Args:
        edition: what the package is of.
        who: publishes it.
        files: paths of the files of the package.
        rows: number of rows of each table.
    """
    ordered = in_order(dict.fromkeys([*files, layout.DATAPACKAGE, layout.DCAT, layout.SUMS], ""))
    lines = [f"| `{path}` | {entry(path).meaning} |" for path in ordered if path != layout.README]
    counted = written_number(rows["indicators"])
    paragraphs = [
        f"# {edition.title}",
        *([_FICTION] if edition.demonstration else []),
        ABOUT,
        f"Publié par {who.name}. Identité du calcul : `{edition.build}`.",
        "## Par où commencer",
        f"- Dans un tableur : `{layout.WORKBOOK}`. Son onglet « Lisez-moi » dit ce qui y est, et ce qui est ailleurs.\n"
        f"- Sur une carte : `{layout.GEOPACKAGE}`, que QGIS ouvre. Outre-mer à sa vraie place, coordonnées WGS 84.\n"
        f"- Avec un programme : les Parquet de `{layout.EDITION}/`, ou les CSV compressés de `{layout.CSV}/`.",
        "## Comment lire",
        "- Une valeur vide n’est pas connue : cela ne vaut ni « non » ni 0.\n"
        "- « oui », « non », « non concerné », « pas regardé », « nous n’avons pas pu » : cinq réponses différentes.\n"
        "- Un score se lit avec sa couverture, la part connue du sujet.\n"
        f"- La table longue des indicateurs a une ligne par collectivité et par indicateur ({counted} lignes) : "
        f"`{layout.CSV}/indicators.csv.gz` et `{layout.EDITION}/indicators.parquet`. Une feuille de tableur s’arrête à "
        "1 048 576 lignes : cette table n’est pas dans le classeur, et n’est jamais coupée.",
        "## Les CSV",
        "UTF-8, virgules, point décimal ; une valeur vide n’est pas connue ; les éléments d’une liste sont séparés par "
        "des virgules dans leur cellule. Un texte qui commence par `=`, `+`, `-`, `@`, une tabulation ou un retour "
        "chariot, qu’un tableur prendrait pour une formule, est précédé d’une apostrophe ; un texte qui commence par "
        "une apostrophe en a une de plus. Pour retrouver l’original, ôter une apostrophe en tête de ceux qui en ont. "
        "Les nombres ne sont jamais touchés ; Parquet, GeoPackage et XLSX n’en ont pas besoin.",
        "Les codes (SIREN, INSEE, département, région) sont des textes : lus comme des nombres, « 01 » deviendrait 1. "
        "Avec pandas : `pandas.read_csv(chemin, dtype=str)` ; dans un tableur, importer ces colonnes comme texte. Le "
        "classeur et les Parquet les ont déjà en texte.",
        "## La carte",
        f"`{layout.GEOPACKAGE}` a quatre couches : `communes`, `epci`, `departements`, `regions`. `territoire` est le "
        "code du contour. Dans les deux premières, territoire et collectivité ne font qu’un. Dans les deux autres, "
        "`nom` et `population` sont ceux du territoire, et les populations s’additionnent. Ce qui commence par "
        "`autorite.` est à la collectivité qui en exerce les compétences, scores compris (`autorite.scores.…`), et ne "
        "s’additionne pas : la Corse et l’Alsace ont chacune une collectivité pour deux départements "
        "(`autorite.territoires` les nomme) ; dans le Rhône, la métropole de Lyon les exerce chez elle "
        f"(`autorite.partage` le dit), et ses scores sont dans la couche `epci`. `{layout.DATAPACKAGE}` décrit chaque "
        "colonne de chaque couche.",
        "## Les colonnes",
        "Le nom d’une colonne ne change pas, ni son sens. Une colonne nouvelle vient à la fin. Dans "
        f"`{WIDE}`, celle d’un indicateur qui n’existe plus reste, vide, {KEPT.days} jours après la dernière édition "
        f"qui l’avait, puis s’en va. Ailleurs, aucune colonne ne s’en va. `{layout.CHANGELOG}` le dit.",
        "## Vérifier",
        f"`sha256sum --check {layout.SUMS}` : rien ne manque, rien n’a changé. `{layout.EDITION}/{MANIFEST}` liste ce "
        "qui a servi au calcul ; les mêmes entrées donnent les mêmes fichiers.",
        "## Les fichiers",
        "| fichier | ce qu’il contient |\n| --- | --- |\n" + "\n".join(lines),
        f"`{layout.HISTORY}/` : ce que les pages disent des éditions précédentes ; un miroir en a besoin.",
        "## Sources",
        "\n".join(f"- {source['title']}" for source in edition.sources) or "- Voir le catalogue de l’édition.",
        "## Licence et citation",
        f"{LICENCE['title']} ({LICENCE['path']}). Citer : {NAME}, édition du {written_day(edition.day)}, {who.name}.",
    ]
    return _typeset("\n\n".join(paragraphs))


def licence(edition: Told, who: Publisher) -> str:
    """Return LICENCE.md, in French."""
    return _typeset(
        f"# Licence\n\nCes données sont publiées par {who.name} sous la {LICENCE['title']} (`{LICENCE['name']}`) :\n"
        f"{LICENCE['path']}\n\n"
        "Vous pouvez les copier, les diffuser, les adapter et les exploiter, y compris à des fins commerciales, "
        "à condition d’en citer la source et la date :\n\n"
        f"> {NAME}, édition du {written_day(edition.day)}, {who.name}.\n\n"
        "Les données d’origine gardent la licence de leurs producteurs, nommés dans "
        f"`{layout.README}` et dans le catalogue de l’édition.\n" + (f"\n{_FICTION}\n" if edition.demonstration else "")
    )


def citation(edition: Told, who: Publisher) -> str:
    """Return CITATION.cff (Citation File Format 1.2.0)."""
    written = {
        "cff-version": "1.2.0",
        "message": "Pour citer ces données\u00a0:",
        "type": "dataset",
        "title": edition.title,
        "abstract": ABOUT,
        "authors": [{"name": who.name}],
        "version": str(edition.day),
        "date-released": edition.day,
        "license": LICENCE["name"],
        "license-url": LICENCE["path"],
        "keywords": list(KEYWORDS),
        "identifiers": [{"type": "other", "value": f"sha256:{edition.build}", "description": "Identité du calcul"}],
    }
    return yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=120)


def _typeset(text: str) -> str:
    """Return a Markdown text with the spaces of French typography, line by line but those of code."""
    return "\n".join(bind_numbers(non_breaking(line)) for line in text.splitlines()) + "\n"
