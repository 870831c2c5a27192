"""The one form of errors: application/problem+json (RFC 9457), with a detail in French that says what is allowed."""

import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import NinjaAPI
from ninja.errors import ValidationError
from pydantic import Field as Described

from barometre.catalogue.typography import non_breaking
from barometre.web.api.records import Record

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "60"


@dataclass(frozen=True)
class ErrorKind:
    """One kind of error: end of its `type`, HTTP status and title. Each has its line in docs/api.md."""

    name: str
    status: int
    title: str
    remedy: str

    @property
    def address(self) -> str:
        """Its name for programs, where it is explained (RFC 9457, 3.1.1)."""
        return f"/api/v1/problems/{self.name}"


UNKNOWN_PARAMETER = ErrorKind(
    "parametre-inconnu", 400, "Paramètre inconnu", "Retirez le paramètre, ou corrigez son nom : la réponse les liste."
)
BAD_PARAMETER = ErrorKind(
    "parametre-invalide", 400, "Paramètre invalide", "Corrigez la valeur : la réponse dit ce qui est admis."
)
UNKNOWN_CODE = ErrorKind("code-inconnu", 404, "Code inconnu", "Cherchez le code avec /api/v1/collectivites?nom=…")
UNKNOWN_ADDRESS = ErrorKind("adresse-inconnue", 404, "Adresse inconnue", "Les adresses sont dans /api/v1/openapi.json.")
UNKNOWN_EDITION = ErrorKind("edition-inconnue", 404, "Édition inconnue", "Les éditions sont dans /api/v1/editions.")
ENDED_EDITION = ErrorKind(
    "edition-retiree", 410, "Édition retirée", "Recommencez la liste sans cursor : elle sera de l’édition courante."
)
OUTSIDE = ErrorKind(
    "hors-champ", 404, "Hors du champ mesuré", "Cette collectivité d’outre-mer n’est ni mesurée ni comptée."
)
REFUSED_METHOD = ErrorKind("methode-refusee", 405, "Méthode refusée", "L’API se lit seulement : GET, HEAD, OPTIONS.")
TOO_MANY = ErrorKind(
    "trop-de-requetes", 429, "Trop de requêtes", "Revenez après le nombre de secondes de l’en-tête Retry-After."
)
BUG = ErrorKind("erreur-interne", 500, "Erreur interne", "Réessayez plus tard ; l’erreur est enregistrée.")
NO_EDITION = ErrorKind(
    "aucune-edition",
    503,
    "Aucune édition publiée",
    "L’exploitant doit lancer « barometre build » puis « barometre publish ».",
)
NO_DATABASE = ErrorKind("base-indisponible", 503, "Base de données indisponible", "Réessayez dans une minute.")
SITE_FULL = ErrorKind("site-occupe", 503, "Site occupé", "Réessayez dans quelques secondes.")

_REFUSALS = (UNKNOWN_PARAMETER, BAD_PARAMETER, UNKNOWN_CODE, UNKNOWN_ADDRESS, UNKNOWN_EDITION, OUTSIDE, REFUSED_METHOD)
KINDS = {kind.name: kind for kind in (*_REFUSALS, ENDED_EDITION, TOO_MANY, BUG, NO_EDITION, NO_DATABASE, SITE_FULL)}


class ProblemError(Exception):
    """A call that cannot be answered: what is wrong, and what would be right."""

    def __init__(self, kind: ErrorKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


def refuse_unknown(request: HttpRequest, allowed: Collection[str]) -> None:
    """Check that a call has no other parameters than those declared, each once.

    Raises:
        ProblemError: it has.
    """
    for name, values in request.GET.lists():
        if name not in allowed:
            rule = f"paramètres admis : {', '.join(sorted(allowed))}" if allowed else "aucun n’est admis ici"
            raise ProblemError(UNKNOWN_PARAMETER, f"Paramètre « {name[:80]} » inconnu ; {rule}.")
        if len(values) > 1:
            raise ProblemError(BAD_PARAMETER, f"Paramètre « {name} » : donné plusieurs fois ; une seule est attendue.")


class ProblemSheet(Record):
    """Une erreur (RFC 9457)."""

    type: str = Described(
        description="Son nom pour les programmes, et son adresse.", examples=["/api/v1/problems/code-inconnu"]
    )
    title: str = Described(description="Ce qui ne va pas.", examples=["Code inconnu"])
    status: int = Described(description="Statut HTTP.", examples=[404])
    detail: str = Described(description="Ce qui est admis, ou ce qu’il faut faire.", examples=["Retirez le paramètre."])


def problem_document(kind: ErrorKind, detail: str) -> dict[str, str | int]:
    """Return the JSON of an error (RFC 9457, 3)."""
    return {"type": kind.address, "title": kind.title, "status": kind.status, "detail": non_breaking(detail)}


def problem_response(kind: ErrorKind, detail: str) -> HttpResponse:
    """Write an error; no cache keeps it."""
    text = json.dumps(problem_document(kind, detail), ensure_ascii=False)
    answer = HttpResponse(text, status=kind.status, content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "no-store"
    if kind.status == 503:
        answer["Retry-After"] = RETRY_SECONDS
    return answer


def unknown_address(request: HttpRequest) -> HttpResponse:
    """Answer 404; or 301 when the address would exist without its last slash."""
    if request.path.endswith("/"):
        path, mark, query = request.get_full_path().partition("?")
        return HttpResponsePermanentRedirect(path.rstrip("/") + mark + query)
    return problem_response(UNKNOWN_ADDRESS, f"Rien n’est à l’adresse {request.path[:200]}. {UNKNOWN_ADDRESS.remedy}")


def _on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer on the first value that the type of a parameter refuses."""
    first = error.errors[0]
    name = str(first["loc"][-1])
    received = request.GET.get(name, "")[:80]
    return problem_response(BAD_PARAMETER, f"Paramètre « {name} » : « {received} » reçu ; {first['msg']}.")


def _on_database(request: HttpRequest, failure: OperationalError) -> HttpResponse:  # noqa: ARG001
    logger.error("PostgreSQL does not answer: %s", str(failure).strip().splitlines()[0])
    return problem_response(NO_DATABASE, f"La base de données ne répond pas. {NO_DATABASE.remedy}")


def _on_bug(request: HttpRequest, error: Exception) -> HttpResponse:
    """Log an unexpected error with its traceback, and answer without any detail."""
    logger.error("Bug at %s", request.path, exc_info=error)
    return problem_response(BUG, f"Une erreur s’est produite de notre côté. {BUG.remedy}")


def add_handlers(api: NinjaAPI) -> None:
    """Give the API its form of errors."""
    handlers: dict[type[Exception], Any] = {
        ProblemError: lambda _request, problem: problem_response(problem.kind, problem.detail),
        ValidationError: _on_invalid,
        OperationalError: _on_database,
        Exception: _on_bug,
    }
    for failure, handler in handlers.items():
        api.add_exception_handler(failure, handler)
