"""The public API under /api/v1/: read-only, named like geo.api.gouv.fr, described by OpenAPI."""
