"""Parameters of the calls: names as geo.api.gouv.fr has them, types that say in French what they allow."""

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field, ValidationInfo, model_validator
from pydantic.alias_generators import to_camel

from barometre.territory.strates import STRATES
from barometre.web.api.errors import refuse_unknown
from barometre.web.api.types import Day, Form, OneOf, Whole

KINDS = ("commune", "epci", "ept", "departement", "region")
MEASURED_KINDS = ("commune", "epci", "departement", "region")
TERRITORIES = ("france", "region", "departement", "epci", "strate")
STRATE_IDS = tuple(dict.fromkeys(strate.id for strates in STRATES.values() for strate in strates))

Kind = Annotated[str, OneOf(KINDS)]
MeasuredKind = Annotated[str, OneOf(MEASURED_KINDS)]
Strate = Annotated[str, OneOf(STRATE_IDS)]
Siren = Annotated[str, Form("[0-9]{9}", "un SIREN de neuf chiffres")]
CommuneCode = Annotated[
    str, Form("[0-9]{5}|2[ABab][0-9]{3}", "un code INSEE de commune, de cinq caractères,", upper=True)
]
DepartementCode = Annotated[
    str, Form("[0-9]{2,3}|2[ABab]|6[Aa][Ee]", "un code de département (01 à 95, 2A, 2B, 971 à 976, 6AE)", upper=True)
]
RegionCode = Annotated[str, Form("[0-9]{2,3}", "un code de région, de deux chiffres,")]
Code = Annotated[
    str,
    Form(
        "[0-9]{2,3}|[0-9]{5}|[0-9]{9}|2[ABab]([0-9]{3})?|6[Aa][Ee]",
        "un code officiel (INSEE, ou SIREN pour une intercommunalité)",
        upper=True,
    ),
]
Name = Annotated[str, Form("[^\\x00]{1,100}", "un nom de 1 à 100 caractères")]
Measure = Annotated[str, Form("[a-z0-9]+([.-][a-z0-9]+)*", "« overall », un thème ou un indicateur")]
Limit = Annotated[int, Whole(1)]
Offset = Annotated[int, Whole(0)]
Table = Annotated[str, OneOf(("json", "csv"))]


class Given(Schema):
    """Parameters of a call. A name that is not declared, or is given twice, is refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _declared_only(cls, values: object, info: ValidationInfo) -> object:
        if info.context:
            refuse_unknown(info.context["request"], {field.alias or name for name, field in cls.model_fields.items()})
        return values


class InEdition(Given):
    """The edition to read."""

    edition: Annotated[date, Day()] | None = Field(None, description="Date de l’édition ; la courante par défaut.")


class Part(Given):
    """A part of a list."""

    limit: Limit | None = Field(None, description="Nombre de résultats ; tous par défaut.")
    offset: Offset = Field(0, description="Nombre de résultats passés.")


class Area(Given):
    """Where bodies are, and among whom."""

    code_departement: DepartementCode | None = Field(None, description="Dans ce département, même en partie.")
    code_region: RegionCode | None = Field(None, description="Dans cette région, même en partie.")
    code_epci: Siren | None = Field(None, description="Communes membres de cet EPCI ou EPT.")
    strate: Strate | None = Field(None, description="Strate de population.")


class Identifiers(Given):
    """Who bodies are."""

    code: Code | None = Field(None, description="Code officiel ; un ancien code de commune est admis.")
    siren: Siren | None = Field(None, description="SIREN ; un ancien est admis.")
    code_postal: Annotated[str, Form("[0-9]{5}", "un code postal de cinq chiffres")] | None = Field(
        None, description="Communes de ce code postal."
    )


class Search(Given):
    """How they are called."""

    nom: Name | None = Field(None, description="Recherche par nom, tolérante aux accents, tirets et fautes.")
    boost: Annotated[str, OneOf(("population",))] | None = Field(
        None, description="Avec nom : les plus peuplées d’abord."
    )


class Drawn(Given):
    """How results are shown."""

    geometry: Annotated[str, OneOf(("centre", "contour"))] | None = Field(
        None, description="Géométrie en GeoJSON ; par défaut le contour s’il est dans fields, sinon le centre."
    )
    format: Annotated[str, OneOf(("json", "csv", "geojson"))] = Field("json", description="Format de la réponse.")
