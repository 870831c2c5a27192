"""Parameters of the calls: names as geo.api.gouv.fr has them, types that say in French what they allow."""

from datetime import date
from typing import Annotated, Self, get_args

from ninja import Schema
from pydantic import ConfigDict, Field, ValidationInfo, model_validator
from pydantic.alias_generators import to_camel

from barometre.territory.strates import STRATES
from barometre.web.api import cursors
from barometre.web.api.deprecation import Deprecation, note
from barometre.web.api.errors import BAD_PARAMETER, ProblemError, refuse_unknown
from barometre.web.api.fields import KindName, TerritoryName
from barometre.web.api.types import DAY, form, one_of, whole

KINDS = get_args(KindName)
MEASURED_KINDS = tuple(kind for kind in KINDS if kind != "ept")
TERRITORIES = get_args(TerritoryName)
STRATE_IDS = tuple(dict.fromkeys(strate.id for strates in STRATES.values() for strate in strates))

Kind = Annotated[str, one_of(KINDS)]
MeasuredKind = Annotated[str, one_of(MEASURED_KINDS)]
Strate = Annotated[str, one_of(STRATE_IDS)]
Siren = Annotated[str, form("[0-9]{9}", "un SIREN de neuf chiffres")]
DepartementCode = Annotated[
    str, form("[0-9]{2,3}|2[ABab]|6[Aa][Ee]", "un code de département (01 à 95, 2A, 2B, 971 à 976, 6AE)", upper=True)
]
RegionCode = Annotated[str, form("[0-9]{2,3}", "un code de région, de deux chiffres,")]
Code = Annotated[
    str,
    form(
        "[0-9]{2,3}|[0-9]{5}|[0-9]{9}|2[ABab]([0-9]{3})?|6[Aa][Ee]",
        "un code officiel (INSEE, ou SIREN pour une intercommunalité)",
        upper=True,
    ),
]
Name = Annotated[str, form("[^\\x00]{1,100}", "un nom de 1 à 100 caractères")]
Measure = Annotated[str, form("[a-z0-9]+([.-][a-z0-9]+)*", "une mesure du score, un thème ou un indicateur")]
# Most results at once of a list with heavy fields (15 kB each): about a second of work, 15 MB.
HEAVY_LIST = 1000
Limit = Annotated[int, whole(1)]
Offset = Annotated[int, whole(0)]
CursorText = Annotated[str, form("[A-Za-z0-9_-]{20,800}", "un curseur de l’en-tête Link")]
PostalCode = Annotated[str, form("[0-9]{5}", "un code postal de cinq chiffres")]
Table = Annotated[str, one_of(("json", "csv")), Field(description="Forme de la réponse.")]
Boost = Annotated[str, one_of(("population",))]


class Parameters(Schema):
    """Parameters of a call. A name that is not declared, or is given twice, is refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _declared_only(cls, values: object, info: ValidationInfo) -> object:
        if info.context:
            request = info.context["request"]
            declared = {field.alias or name: field for name, field in cls.model_fields.items()}
            refuse_unknown(request, declared)
            for name in request.GET:
                note(request, *(one for one in declared[name].metadata if isinstance(one, Deprecation)))
        return values


class InEdition(Parameters):
    """The edition to read."""

    edition: Annotated[date, DAY] | None = Field(None, description="Date de l’édition ; la courante par défaut.")


class Part(Parameters):
    """A part of a list."""

    limit: Limit | None = Field(
        None, description="Nombre de résultats ; tous par défaut, mais 1000 (et au plus) avec indicateurs ou faits."
    )
    offset: Offset = Field(0, description="Nombre de résultats passés.")
    cursor: CursorText | None = Field(
        None, description="Où reprendre la liste, dans l’édition où elle a commencé : celui de l’en-tête Link."
    )

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.cursor and self.offset:
            raise ProblemError(
                BAD_PARAMETER, "Paramètre « offset » : il ne va pas avec « cursor », qui dit déjà où reprendre."
            )
        return self


class EditionPart(Part, InEdition):
    """A part of a list of one edition: with a cursor, of the edition where the list began."""

    @model_validator(mode="after")
    def _one_edition(self, info: ValidationInfo) -> Self:
        if self.cursor and info.context:
            day = cursors.read(info.context["request"], self.cursor).day
            if self.edition not in (None, day):
                raise ProblemError(
                    BAD_PARAMETER,
                    f"Paramètre « edition » : la liste de ce curseur est de celle du {day} ; retirez l’un des deux.",
                )
            self.edition = day
        return self


class Chosen(Parameters):
    """Authorities chosen by place, strate and identifiers."""

    code: Code | None = Field(None, description="Code officiel ; un ancien code de commune est admis.")
    siren: Siren | None = Field(None, description="SIREN ; un ancien est admis.")
    code_postal: PostalCode | None = Field(None, description="Communes de ce code postal.")
    code_departement: DepartementCode | None = Field(None, description="Dans ce département, même en partie.")
    code_region: RegionCode | None = Field(None, description="Dans cette région, même en partie.")
    code_epci: Siren | None = Field(None, description="Communes membres de cet EPCI ou EPT.")
    strate: Strate | None = Field(None, description="Strate de population.")


class Search(Parameters):
    """Authorities chosen by name."""

    nom: Name | None = Field(None, description="Recherche par nom, tolérante aux accents, tirets et fautes.")
    boost: Boost | None = Field(None, description="Avec nom : les plus peuplées d’abord.")


class Drawn(Parameters):
    """Format of what has a place."""

    geometry: Annotated[str, one_of(("centre", "contour"))] | None = Field(
        None, description="Géométrie en GeoJSON ; par défaut le contour s’il est dans fields, sinon le centre."
    )
    format: Annotated[str, one_of(("json", "csv", "geojson"))] = Field("json", description="Format de la réponse.")
