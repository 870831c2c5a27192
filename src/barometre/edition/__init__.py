"""Editions: one frozen, reproducible release of everything, named by its date.

`load` opens one in a notebook; it is imported when it is called for, so that this package stays light.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from barometre.edition.loading import LoadedEdition, load

__all__ = ["LoadedEdition", "load"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 (PEP 562)
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from barometre.edition import loading  # noqa: PLC0415 (when it is asked for)

    return getattr(loading, name)
