"""Values found on a site as they are shown in a French sentence: quoted, cleaned, shortened."""

import re

_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff \u2000-\u200a\u3000]+"
)
_UNITS = ((31_536_000, "an", "ans"), (2_592_000, "mois", "mois"), (86_400, "jour", "jours"), (3_600, "heure", "heures"))


def shortened(value: str, limit: int = 200) -> str:
    """Return `value` on one line, without invisible characters, cut at `limit` characters."""
    clean = _UNPRINTABLE.sub(" ", value[: 4 * limit]).strip()
    return clean if len(clean) <= limit and len(value) <= 4 * limit else clean[: limit - 1].rstrip() + "…"


def quoted(value: str, limit: int = 200) -> str:
    """Return `value` between French quotation marks, as `shortened` leaves it."""
    return f"« {shortened(value, limit)} »"


def listed(values: list[str], most: int = 8) -> str:
    """Return the first `most` values joined by commas, and how many more there are."""
    more = f" et {len(values) - most} de plus" if len(values) > most else ""
    return ", ".join(values[:most]) + more


def duration(seconds: int) -> str:
    """Return a length of time in its largest whole unit: « 1 an », « 6 mois », « 5 minutes »."""
    for length, singular, plural in _UNITS:
        if seconds >= length:
            count = seconds // length
            return f"{count} {singular if count == 1 else plural}"
    minutes = seconds // 60
    return (
        f"{minutes} minute{'s' if minutes > 1 else ''}" if minutes else f"{seconds} seconde{'s' if seconds > 1 else ''}"
    )
