"""Looks asked for on the site, and verdicts contested: what visitors add to the published editions."""
