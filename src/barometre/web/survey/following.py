"""A wave followed while it is open: who can be written to, who was asked, who answered, by territory and by day.

Rates are told over those who were asked, or answered without having been: who has no address is counted apart.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.utils import timezone

from barometre.territory import reference
from barometre.territory.strates import STRATES
from barometre.web.editions.models import Edition
from barometre.web.mailing.addresses import mac_of
from barometre.web.mailing.models import Dead, Message, Silent
from barometre.web.mailing.states import Purpose
from barometre.web.shared.areas import departements, regions
from barometre.web.shared.french import percent
from barometre.web.shared.words import KINDS, peers_words
from barometre.web.survey.models import Invited, Response, Wave
from barometre.web.survey.waves import addresses, chosen
from barometre.web.townhall.official import officials

# What collectivités are grouped by, and the heading of the table.
LEVELS = {"kind": "Type", "region": "Région", "strate": "Strate", "departement": "Département"}
# Why a collectivité cannot be written to, beside the values of `townhall.official.Lack`.
WANTS_NONE, DEAD = "silent", "dead"


@dataclass(frozen=True)
class WaveGroup:
    """Collectivités of a wave that are in the same place, counted; `target` is a share of answers aimed at."""

    code: str
    label: str
    invited: int
    without: int = 0
    asked: int = 0
    back: int = 0
    opened: int = 0
    started: int = 0
    sent: int = 0
    target: float | None = None

    @property
    def rate(self) -> float | None:
        """Share, in per cent, of those asked who sent an answer; None when nobody was."""
        return 100 * self.sent / self.asked if self.asked else None

    @property
    def rate_words(self) -> str:
        """The same as it is read; empty when nobody was asked."""
        return "" if self.rate is None else percent(self.rate)

    @property
    def waiting(self) -> int:
        """Those whose message has not gone yet."""
        return max(0, self.invited - self.without - self.asked - self.back)


def prepared(wave: Wave, edition: Edition) -> pl.DataFrame:
    """Return who a wave that is not open yet would invite, each with why it cannot be written to (`lack`), or null."""
    table = chosen(wave)
    sirens = table["siren"].to_list()
    away = dict.fromkeys(Silent.objects.values_list("address_mac", flat=True), WANTS_NONE)
    away |= dict.fromkeys(Dead.objects.values_list("address_mac", flat=True), DEAD)
    reached = addresses(edition, sirens)
    lacks = officials(edition, [siren for siren in sirens if not reached.get(siren)])

    def lack(siren: str) -> str | None:
        macs = [mac_of(address) for address in reached.get(siren, ())]
        if any(mac not in away for mac in macs):
            return None
        if macs:
            return away[macs[0]]
        found = lacks.get(siren)
        return found.lack.value if found and found.lack else "not-here"

    return table.with_columns(lack=pl.Series([lack(siren) for siren in sirens], dtype=pl.String))


def followed(wave: Wave) -> pl.DataFrame:
    """Return a row for each collectivité that a wave invited: its place, and what happened, in columns of booleans."""
    rows = Invited.objects.filter(wave=wave).values_list("siren", "asked_at", "bounced_at", "opened_at")
    invited = pl.DataFrame(
        [(siren, asked is not None, back is not None, opened is not None) for siren, asked, back, opened in rows],
        schema={"siren": pl.String, "asked": pl.Boolean, "back": pl.Boolean, "opened": pl.Boolean},
        orient="row",
    )
    written = Message.objects.filter(about=wave.pk, purpose=Purpose.INVITATION).values_list("siren", flat=True)
    answers = Response.objects.filter(wave=wave.pk)
    started = set(answers.values_list("siren", flat=True))
    sent = set(answers.filter(sent_at__isnull=False).values_list("siren", flat=True))
    places = reference.collectivites().select("siren", "kind", "region", "departement", "strate", "name")
    table = invited.join(places, on="siren", how="left").sort("siren")
    inside = {"started": started, "sent": sent, "written": set(written)}
    table = table.with_columns(pl.col("siren").is_in(list(some)).alias(name) for name, some in inside.items())
    # Who opened or answered was asked by somebody, whatever became of our message.
    asked = pl.any_horizontal("asked", "opened", "started")
    return table.with_columns(
        asked=asked, back=pl.col("back") & ~asked, without=~pl.col("written") & ~asked & ~pl.col("back")
    )


def groups(table: pl.DataFrame, level: str, targets: Mapping[str, float] | None = None) -> list[WaveGroup]:
    """Count the rows of `followed`, or of `prepared`, by place; in the order of tables: as the site names places."""
    names = [name for name in ("without", "asked", "back", "opened", "started", "sent") if name in table.columns]
    if "lack" in table.columns:
        table, names = table.with_columns(without=pl.col("lack").is_not_null()), ["without"]
    keys = ["kind", "strate"] if level == "strate" else [level]
    counted = table.group_by(keys).agg(pl.len().alias("invited"), pl.col(names).sum()).to_dicts()
    found = [
        WaveGroup(row[level] or "", _label(level, row), row["invited"], **{name: row[name] for name in names})
        for row in counted
    ]
    if level == "kind" and targets:
        found = [WaveGroup(**vars(one) | {"target": targets.get(one.code)}) for one in found]
    order = {code: place for place, code in enumerate(_ORDERS[level]())}
    return sorted(found, key=lambda one: order.get(one.code, len(order)))


def whole(table: pl.DataFrame) -> WaveGroup:
    """Return the counts of all rows of `followed`."""
    (group,) = groups(table.with_columns(kind=pl.lit("")), "kind") or [WaveGroup("", "", 0)]
    return group


def sent_by_day(wave: Wave) -> dict[date, int]:
    """Return how many collectivités had sent an answer at the end of each day, from the opening to today or the end."""
    moments: dict[str, date] = {}
    rows = Response.objects.filter(wave=wave.pk, sent_at__isnull=False).order_by("sent_at")
    for siren, at in rows.values_list("siren", "sent_at"):
        moments.setdefault(siren, timezone.localdate(at))
    counts, total, found = Counter(moments.values()), 0, {}
    first = timezone.localdate(wave.opened_at)
    last = max(first, min(timezone.localdate(), wave.closes_on))
    for number in range((last - first).days + 1):
        day = date.fromordinal(first.toordinal() + number)
        total += counts[day]
        found[day] = total
    return found


def _label(level: str, row: Mapping[str, str | None]) -> str:
    code = row[level] or ""
    match level:
        case "region":
            return regions()[code].name if code in regions() else "Sans région"
        case "departement":
            return departements()[code].name if code in departements() else "Sur plusieurs départements"
        case "strate":
            return peers_words(row["kind"] or "", code).capitalize()
    return KINDS.get(code, "Ensemble").capitalize()


# Level -> its places, in the order of tables.
_ORDERS: dict[str, Callable[[], Iterable[str]]] = {
    "kind": lambda: KINDS,
    "region": regions,
    "strate": lambda: [one.id for kind in KINDS for one in STRATES[kind]],
    "departement": departements,
}
