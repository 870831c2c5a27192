"""/problems/{id}: what an error means and what to do; the address is the `type` of the error."""

from typing import Annotated

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Path, Router

from barometre.web.api import formats
from barometre.web.api.errors import KINDS, UNKNOWN_CODE, ProblemError, ProblemSheet, problem_document, refuse_unknown

router = Router(tags=["Erreurs"])


@router.get("/problems/{identifier}", response=ProblemSheet, summary="Une sorte d’erreur", by_alias=True)
def problem(
    request: HttpRequest, identifier: Annotated[str, Path(description="Dernière partie du « type » de l’erreur.")]
) -> HttpResponseBase:
    """Ce que veut dire une erreur et que faire ; son adresse est le « type » de la réponse d’erreur."""
    refuse_unknown(request, [])
    if identifier not in KINDS:
        raise ProblemError(
            UNKNOWN_CODE, f"Aucune erreur ne s’appelle « {identifier[:80]} » ; erreurs : {', '.join(KINDS)}."
        )
    kind = KINDS[identifier]
    return formats.one_json(problem_document(kind, kind.remedy))
