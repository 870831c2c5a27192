"""dcat.jsonld: what catalogues of open data harvest (DCAT-AP 3), of one package and of all that a site has.

Identities are `tag:` URIs (RFC 4151) made of the operator's authority, of the dataset and of the day: they change with
neither the host nor the title, so that what is harvested twice is the same. An edition is a dataset of one series, and
keeps its own identity; that of the series never changes. The files of an edition are distributions. In a package their
addresses are relative to the document.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from barometre.edition.datapackage import LICENCE
from barometre.edition.package import layout
from barometre.edition.package.contents import Entry, Format, entry, format_of, is_compressed

_EU = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
NAME = "Baromètre du numérique des collectivités"
ABOUT = (
    "Où en est la transformation numérique de chaque commune, intercommunalité, département et région de France\u00a0: "
    "réponses, scores, sources et dates. Ce qui n’est pas connu reste vide."
)
KEYWORDS = (
    *("administration numérique", "collectivités territoriales", "communes", "intercommunalités"),
    *("accessibilité numérique", "cybersécurité", "open data", "inclusion numérique"),
)
_SERIES = "Une édition par date ; une édition publiée ne change plus."
_FICTION = "[Démonstration, données inventées] "
# What of a package is not data: it is not a distribution.
_NOT_DATA = (layout.README, layout.LICENCE, layout.CITATION, layout.CHANGELOG, layout.DCAT, layout.SUMS)
_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Node = dict[str, Any]
Graph = dict[str, Any]


class Publisher(NamedTuple):
    """Who publishes: name, address of mail or of a contact form, authority of `tag:` URIs (settings of an instance)."""

    name: str
    contact: str
    authority: str


class Edition(NamedTuple):
    """An edition, as it is described: its date, the day of its oldest fact, that of the edition before if any."""

    day: date
    first_fact: date
    before: date | None
    demonstration: bool = False


def dataset_uri(authority: str, day: date | None = None) -> str:
    """Return the identity of an edition; without a day, of the series of all."""
    return f"tag:{authority}:donnees" + (f"/{day}" if day else "")


def described(edition: Edition, files: Mapping[str, tuple[str, int]], who: Publisher) -> Graph:
    """Describe one edition, in its package. Pure.

    Args:
        edition: what is described.
        files: path in the package -> SHA-256, size in bytes.
        who: publishes it.
    """
    data = [entry(path) for path in files if path not in _NOT_DATA]
    distributions = [_distribution(one, *files[one.path], edition, who) for one in data]
    dataset = {
        "@id": dataset_uri(who.authority, edition.day),
        "@type": "dcat:Dataset",
        "dct:identifier": dataset_uri(who.authority, edition.day),
        "dct:title": _french(f"{_mark(edition)}{NAME}, édition du {edition.day}"),
        "dct:description": _french(f"{_mark(edition)}{ABOUT}"),
        "dcat:version": str(edition.day),
        "dct:issued": _day(edition.day),
        "dct:modified": _day(edition.day),
        "dct:temporal": _period(edition),
        "dcat:inSeries": {"@id": dataset_uri(who.authority)},
        **({"dcat:prev": {"@id": dataset_uri(who.authority, edition.before)}} if edition.before else {}),
        **_common(who),
        "dcat:distribution": [{"@id": one["@id"]} for one in distributions],
    }
    return {"@context": _CONTEXT, "@graph": [_series(edition, who), dataset, *distributions, *_terms(who, data)]}


def _series(edition: Edition, who: Publisher) -> Node:
    return {
        "@id": dataset_uri(who.authority),
        "@type": "dcat:DatasetSeries",
        "dct:identifier": dataset_uri(who.authority),
        "dct:title": _french(f"{_mark(edition)}{NAME}"),
        "dct:description": _french(f"{_mark(edition)}{ABOUT} {_SERIES}"),
        "dct:modified": _day(edition.day),
        "dct:temporal": _period(edition),
        "dcat:last": {"@id": dataset_uri(who.authority, edition.day)},
        **_common(who),
    }


def _period(edition: Edition) -> Node:
    bounds = {"dcat:startDate": _day(edition.first_fact), "dcat:endDate": _day(edition.day)}
    return {"@type": "dct:PeriodOfTime", **bounds}


def _mark(edition: Edition) -> str:
    return _FICTION if edition.demonstration else ""


def _common(who: Publisher) -> Node:
    """Return what is true of the series and of each edition."""
    return {
        "dct:publisher": {"@id": _agent(who)},
        "dct:creator": {"@id": _agent(who)},
        "dcat:contactPoint": {"@id": f"{_agent(who)}/contact"},
        "dct:license": {"@id": LICENCE["path"]},
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
        "dct:language": {"@id": f"{_EU}/language/FRA"},
        "dct:spatial": {"@id": f"{_EU}/country/FRA"},
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/IRREG"},
        "dcat:theme": [{"@id": f"{_EU}/data-theme/{code}"} for code, _ in _THEMES],
        "dcat:keyword": [_french(word) for word in KEYWORDS],
    }


_THEMES = (("GOVE", "Gouvernement et secteur public"), ("TECH", "Science et technologie"))


def _distribution(file: Entry, digest: str, size: int, edition: Edition, who: Publisher) -> Node:
    """Describe a file; its address is that in the package."""
    compressed = {"dcat:compressFormat": {"@id": f"{_IANA}/application/gzip"}} if is_compressed(file.path) else {}
    conforms = {"dct:conformsTo": {"@id": _DATAPACKAGE}} if file.path == layout.DATAPACKAGE else {}
    return {
        "@id": f"{dataset_uri(who.authority, edition.day)}/{file.path}",
        "@type": "dcat:Distribution",
        "dct:identifier": f"{dataset_uri(who.authority, edition.day)}/{file.path}",
        "dct:title": _french(file.path),
        "dct:description": _french(f"{_mark(edition)}{file.meaning or file.path}"),
        "dct:issued": _day(edition.day),
        "dct:modified": _day(edition.day),
        "dct:license": {"@id": LICENCE["path"]},
        "dct:language": {"@id": f"{_EU}/language/FRA"},
        "dct:format": {"@id": f"{_EU}/file-type/{file.format.authority}"},
        "dcat:mediaType": {"@id": f"{_IANA}/{file.format.media}"},
        **compressed,
        **conforms,
        "dcat:byteSize": {"@value": str(size), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": digest, "@type": "xsd:hexBinary"},
        },
        "dcatap:availability": {"@id": f"{_EU}/planned-availability/STABLE"},
        "dcat:accessURL": {"@id": file.path},
        "dcat:downloadURL": {"@id": file.path},
    }


_DATAPACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"


def _agent(who: Publisher) -> str:
    return f"tag:{who.authority}:operateur"


def _terms(who: Publisher, data: Iterable[Entry]) -> list[Node]:
    """Return who publishes, and the kind of each term of the EU and of IANA, which readers may not have."""
    formats: set[Format] = {one.format for one in data}
    reached = {"vcard:hasEmail": {"@id": f"mailto:{who.contact}"}} if "@" in who.contact else {}
    if who.contact.startswith("http"):
        reached = {"vcard:hasURL": {"@id": who.contact}}
    typed = {
        LICENCE["path"]: "dct:LicenseDocument",
        f"{_EU}/access-right/PUBLIC": "dct:RightsStatement",
        f"{_EU}/language/FRA": "dct:LinguisticSystem",
        f"{_EU}/country/FRA": "dct:Location",
        f"{_EU}/frequency/IRREG": "dct:Frequency",
        _DATAPACKAGE: "dct:Standard",
        f"{_IANA}/application/gzip": "dct:MediaType",
        "spdx:checksumAlgorithm_sha256": "spdx:ChecksumAlgorithm",
        **{f"{_EU}/file-type/{form.authority}": "dct:MediaTypeOrExtent" for form in formats},
        **{f"{_IANA}/{form.media}": "dct:MediaType" for form in formats},
    }
    concepts = {f"{_EU}/data-theme/{code}": label for code, label in _THEMES}
    concepts[f"{_EU}/planned-availability/STABLE"] = "disponible durablement"
    return [
        {"@id": _agent(who), "@type": "foaf:Agent", "foaf:name": who.name},
        {
            "@id": f"{_agent(who)}/contact",
            "@type": ["vcard:Kind", "vcard:Organization"],
            "vcard:fn": who.name,
            **reached,
        },
        *({"@id": one, "@type": kind} for one, kind in sorted(typed.items())),
        *(
            {"@id": one, "@type": "skos:Concept", "skos:prefLabel": _french(label)}
            for one, label in sorted(concepts.items())
        ),
    ]


def catalogue_of(
    packages: Iterable[tuple[date, Graph]],
    who: Publisher,
    home: str,
    address: Callable[[date, str], str],
    packed: Mapping[date, tuple[str, int]],
    *,
    demonstration: bool = False,
) -> Graph:
    """Describe all that a site has to download. Pure.

    Args:
        packages: day and description (`described`) of each package that it holds.
        who: runs the site.
        home: address of its page of data.
        address: gives that of a file of the package of a day.
        packed: of each day whose package is there in one file: address and size of this file.
        demonstration: all of it is made up.
    """
    nodes: dict[str, Node] = {}
    days = []
    for day, graph in sorted(packages, key=lambda one: one[0]):
        days.append(day)
        for node in copy.deepcopy(graph["@graph"]):
            if node.get("@type") == "dcat:Distribution":
                for key in ("dcat:accessURL", "dcat:downloadURL"):
                    node[key] = {"@id": address(day, node[key]["@id"])}
            elif node.get("@type") == "dcat:Dataset":
                node["dcat:landingPage"] = {"@id": home}
                if day in packed:
                    whole = _whole(node, *packed[day])
                    node["dcat:distribution"].append({"@id": whole["@id"]})
                    nodes[whole["@id"]] = whole
            nodes[node["@id"]] = node
    sets = [{"@id": one} for one, node in nodes.items() if node.get("@type") == "dcat:Dataset"]
    catalogue = {
        "@id": f"tag:{who.authority}:catalogue",
        "@type": "dcat:Catalog",
        "dct:identifier": f"tag:{who.authority}:catalogue",
        "dct:title": _french(f"{_FICTION if demonstration else ''}{NAME}\u00a0: données à télécharger"),
        "dct:description": _french(f"{_FICTION if demonstration else ''}{ABOUT}"),
        **{key: value for key, value in _common(who).items() if key in _OF_CATALOGUE},
        **({"dct:issued": _day(days[0]), "dct:modified": _day(days[-1])} if days else {}),
        "dcat:themeTaxonomy": {"@id": f"{_EU}/data-theme"},
        "foaf:homepage": {"@id": home},
        "dcat:dataset": sets,
    }
    for one in _terms(who, [Entry("", "", format_of(".zip"))]):
        nodes.setdefault(one["@id"], one)
    more = [
        {"@id": home, "@type": "foaf:Document"},
        {"@id": f"{_EU}/data-theme", "@type": "skos:ConceptScheme", "dct:title": _french("Thèmes de données de l’UE")},
    ]
    return {"@context": _CONTEXT, "@graph": [catalogue, *nodes.values(), *more]}


_OF_CATALOGUE = ("dct:publisher", "dct:license", "dct:language", "dct:spatial")


def _whole(dataset: Node, address: str, size: int) -> Node:
    """Describe the package of an edition in one file."""
    return {
        "@id": f"{dataset['@id']}/zip",
        "@type": "dcat:Distribution",
        "dct:identifier": f"{dataset['@id']}/zip",
        "dct:title": _french("Le paquet entier, en un fichier"),
        "dct:description": _french("Tous les fichiers de l’édition, leurs descriptions et leurs empreintes."),
        "dct:issued": dataset["dct:issued"],
        "dct:modified": dataset["dct:modified"],
        "dct:license": dataset["dct:license"],
        "dct:language": dataset["dct:language"],
        "dct:format": {"@id": f"{_EU}/file-type/ZIP"},
        "dcat:mediaType": {"@id": f"{_IANA}/application/zip"},
        "dcat:packageFormat": {"@id": f"{_IANA}/application/zip"},
        "dcat:byteSize": {"@value": str(size), "@type": "xsd:nonNegativeInteger"},
        "dcatap:availability": {"@id": f"{_EU}/planned-availability/STABLE"},
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
    }


def _french(text: str) -> Node:
    return {"@value": text, "@language": "fr"}


def _day(day: date) -> Node:
    return {"@value": str(day), "@type": "xsd:date"}
