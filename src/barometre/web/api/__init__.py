"""The public API under /api/v1/: read-only, in the manner of geo.api.gouv.fr, described by OpenAPI."""
