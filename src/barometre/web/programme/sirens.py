"""Names of collectivités by SIREN, from the reference."""

from functools import cache

from barometre.territory import reference


@cache
def _names() -> dict[str, str]:
    return dict(reference.collectivites().select("siren", "name").iter_rows())


def name_of(siren: str) -> str:
    """Return the name of a collectivité, or its SIREN when the reference has none."""
    return _names().get(siren, siren)


def is_known(siren: str) -> bool:
    """Return whether the reference has a collectivité of this SIREN."""
    return siren in _names()
