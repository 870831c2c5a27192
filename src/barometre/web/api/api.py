"""The API: its resources and its errors. `urls.py` opens it to every site, `document.py` describes it."""

from ninja import NinjaAPI
from ninja.operation import Operation

from barometre.web.api import aggregates, collectivites, editions, indicators, problems, scores, territories
from barometre.web.api.errors import add_handlers

# Semantic versioning: a key or a parameter removed makes 2.0.0, under /api/v2/; a new one makes 1.1.0.
VERSION = "1.2.0"

DESCRIPTION = """\
Le baromètre de la transformation numérique des territoires, en données ouvertes (Licence Ouverte 2.0), sans clé ni \
compte. Les noms suivent ceux de l’API Découpage administratif (geo.api.gouv.fr).

Une liste est toujours un tableau JSON ; son total est dans l’en-tête `X-Total-Count`, la suite dans `Link`. \
Une erreur est toujours un objet `application/problem+json` (RFC 9457). Un paramètre inconnu est refusé (400). \
Une valeur qui n’est pas connue est `null`, jamais zéro. Un score a une décimale, une part de 0 à 1 trois.

Promesse de stabilité : sous `/api/v1/`, ni adresse, ni paramètre, ni clé n’est retiré ou changé de sens ; d’autres \
peuvent s’ajouter. Une liste de valeurs énumérée ici dans une réponse est fermée ; les autres sont \
ouvertes. Les mesures et les indicateurs sont ceux de l’édition : ils peuvent changer d’une édition à l’autre.
"""


class Api(NinjaAPI):
    """An API whose operations bear the name of their function: modules may move without changing the document."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the function."""
        return operation.view_func.__name__


api = Api(
    title="API du Baromètre de la transformation numérique des territoires",
    version=VERSION,
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
add_handlers(api)
for module in (collectivites, territories, scores, aggregates, indicators, editions, problems):
    api.add_router("", module.router)
