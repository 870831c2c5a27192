"""The Django project: pages, API and maps of the published editions."""
