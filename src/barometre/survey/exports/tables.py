"""What was sent to a questionnaire as a table: a row for each collectivité, in codes. Pure."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from barometre.catalogue.questionnaires import Questionnaire
from barometre.survey.answers import LEAST, AnswerStatus
from barometre.survey.exports.coarsen import KeyVariables, blurred
from barometre.survey.exports.variables import Item, MoreStatus, Role, Variable, cell, items, variables
from barometre.survey.facts import SentAnswers


@dataclass(frozen=True)
class Who:
    """A collectivité as an identified export tells it."""

    code: str
    name: str
    departement: str
    key: KeyVariables


@dataclass(frozen=True)
class LeadingColumn:
    """A column that is not of a question: its name and what it means, in French."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Exported:
    """One questionnaire of an export: its columns, and its table."""

    questionnaire: Questionnaire
    leading: Sequence[LeadingColumn]
    variables: Sequence[Variable]
    table: pl.DataFrame


_KEYS = (
    LeadingColumn("kind", "Type : commune, epci, departement, region, ou une famille de types ; vide : non dit."),
    LeadingColumn(
        "region", "Code de la région ; metropole ou outre-mer : région non dite ; vide : rien n’est dit du lieu."
    ),
    LeadingColumn("strate", "Strate de population, ou plusieurs strates voisines dites ensemble ; vide : non dite."),
)
_VERSION = LeadingColumn("version", "Version du questionnaire à laquelle la collectivité a répondu.")
PSEUDONYMISED = (
    LeadingColumn(
        "respondent", "Répondant : le même d’un fichier à l’autre de cet export ; aucun SIREN ne s’en déduit."
    ),
    *_KEYS,
    LeadingColumn("month", "Mois de l’envoi (AAAA-MM)."),
    _VERSION,
)
IDENTIFIED = (
    LeadingColumn("siren", "Numéro SIREN (neuf chiffres)."),
    LeadingColumn("code", "Code officiel : code INSEE, ou SIREN pour une intercommunalité."),
    LeadingColumn("name", "Nom officiel."),
    *_KEYS,
    LeadingColumn("departement", "Code du département."),
    LeadingColumn("day", "Jour de l’envoi (AAAA-MM-JJ)."),
    _VERSION,
)


def pseudonym(siren: str, secret: bytes) -> str:
    """Return what stands for a collectivité: nobody finds it again without the secret."""
    return hmac.new(secret, siren.encode(), hashlib.sha256).hexdigest()[:16]


def identified(versions: Sequence[Questionnaire], replies: Iterable[SentAnswers], who: Mapping[str, Who]) -> Exported:
    """Return the table that names collectivités, in order of SIREN: for who runs the instance alone."""
    asked = items(versions)
    columns = variables(asked, texts=True)
    ordered = sorted(replies, key=lambda reply: reply.siren)
    leading = [_named(one, who[one.siren]) for one in ordered]
    rows = [[_cell(column, one) for column in columns] for one in ordered]
    return _exported(versions, IDENTIFIED, columns, leading, rows)


def pseudonymised(
    versions: Sequence[Questionnaire], replies: Iterable[SentAnswers], told: Mapping[str, KeyVariables], secret: bytes
) -> Exported:
    """Return the table that names nobody, in an order that tells nothing.

    Free texts are left out, dates are told by month, numbers are blurred; where a question concerns some of those who
    have the same keys and not others, its answers are withheld, since they would tell who is who.

    Args:
        versions: the versions of the questionnaire that were answered.
        replies: what was sent.
        told: SIREN -> its key, made coarse (`coarsen`).
        secret: what pseudonyms are made with.
    """
    asked = items(versions)
    columns = variables(asked, texts=False)
    ordered = sorted(((pseudonym(one.siren, secret), one) for one in replies), key=lambda pair: pair[0])
    leading = [(name, *told[one.siren], f"{one.at:%Y-%m}", str(one.questionnaire.version)) for name, one in ordered]
    withheld = {item.question.id: _mixed(item, (one for _, one in ordered), told) for item in asked}
    rows = [
        [
            _hidden(column) if told[one.siren] in withheld[column.item.question.id] else _coarse(column, one)
            for column in columns
        ]
        for _, one in ordered
    ]
    exported = _exported(versions, PSEUDONYMISED, columns, leading, rows)
    numbers = [column.name for column in columns if column.role is Role.VALUE and column.type == pl.Float64()]
    table = exported.table.with_columns(blurred(exported.table[name]) for name in numbers)
    return Exported(exported.questionnaire, exported.leading, exported.variables, table)


def _named(reply: SentAnswers, who: Who) -> list[str]:
    head = [reply.siren, who.code, who.name, *who.key, who.departement]
    return [*head, reply.at.date().isoformat(), str(reply.questionnaire.version)]


def _exported(
    versions: Sequence[Questionnaire],
    leading: Sequence[LeadingColumn],
    columns: Sequence[Variable],
    heads: Sequence[Sequence[str]],
    rows: Sequence[Sequence[str | float | None]],
) -> Exported:
    schema = {column.name: pl.String() for column in leading} | {column.name: column.type for column in columns}
    table = pl.DataFrame(
        [[text or None for text in head] + list(row) for head, row in zip(heads, rows, strict=True)],
        schema=schema,
        orient="row",
        strict=True,
    )
    return Exported(max(versions, key=lambda one: one.version), leading, columns, table)


def _cell(column: Variable, reply: SentAnswers) -> str | float | None:
    return cell(column, reply.questionnaire.version, reply.given.get(column.item.question.id))


def _coarse(column: Variable, reply: SentAnswers) -> str | float | None:
    value = _cell(column, reply)
    if column.role is Role.VALUE and column.item.question.kind == "date" and isinstance(value, str):
        return value[:7]
    return value


def _hidden(column: Variable) -> str | None:
    return MoreStatus.WITHHELD.value if column.role is Role.STATUS else None


def _mixed(item: Item, replies: Iterable[SentAnswers], told: Mapping[str, KeyVariables]) -> set[KeyVariables]:
    """Return the keys among which a question concerns some and not others."""
    found: dict[KeyVariables, set[bool]] = {}
    for reply in replies:
        given = reply.given.get(item.question.id)
        if given is not None:
            # « Non concerné » is also an answer to choose: then it has a value.
            rule = given.status is AnswerStatus.NOT_CONCERNED and given.value is None
            found.setdefault(told[reply.siren], set()).add(rule)
    return {key for key, states in found.items() if len(states) > 1}


def enough(replies: Sequence[SentAnswers]) -> bool:
    """Return whether a questionnaire has replies enough to be given to others than who runs the instance."""
    return len(replies) >= LEAST
