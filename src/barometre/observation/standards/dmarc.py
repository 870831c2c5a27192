"""Reading and judging DMARC (RFC 9989 of 2026, and RFC 7489 before it, which many receivers still apply). Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from barometre.facts.statement import Statement, we_failed, yes_no
from barometre.observation.standards.txt import alike, fields, quoted

QUERIES = 8
"""Names asked at most for one domain (RFC 9989, 4.10)."""
MISSING = "pas de consigne DMARC"
REJECT, QUARANTINE, WATCH, ABSENT = "rejet", "quarantaine", "observation", "absente"

# `v` comes first and its value is the only one where case counts (RFC 9989, 4.8; RFC 7489, 6.4).
_VERSION = re.compile(r"[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|\Z)")
_NEAR = re.compile(r"dmarc", re.IGNORECASE)
_POLICIES = {"none": WATCH, "quarantine": QUARANTINE, "reject": REJECT}
_PERCENT = re.compile(r"100|[0-9]{1,2}")
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s!]+(?:![0-9]+[kmgt]?)?", re.IGNORECASE | re.ASCII)  # RFC 7489, 6.4
_MAILTO = re.compile(r"mailto:[^\s@!]+@[^\s@!]+(?:![0-9]+[kmgt]?)?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Dmarc:
    """The DMARC record found at one name.

    `record` is None when this name has none, or several, which amounts to none (RFC 9989, 4.10): the search goes on.
    `fault` (French) says why there is no record in force here. `p`, `sp`, `np` are in French words (« rejet »…), None
    when not written. `rua` holds the addresses for daily reports that are well formed.
    """

    record: str | None
    fault: str | None = None
    p: str | None = None
    sp: str | None = None
    np: str | None = None
    percent: int = 100
    test: bool = False
    rua: tuple[str, ...] = ()

    @property
    def has_reports(self) -> bool:
        """True when at least one address for reports is a mail address, the only kind all must serve."""
        return any(_MAILTO.fullmatch(uri) for uri in self.rua)


@dataclass(frozen=True, slots=True)
class Found:
    """What applies to a domain: the record, the name (without `_dmarc.`) that holds it, whether from a parent."""

    dmarc: Dmarc
    holder: str
    inherited: bool


def read_dmarc(texts: Sequence[str]) -> Dmarc:
    """Read the DMARC record among the TXT records of a `_dmarc` name; other texts (wildcards…) are ignored."""
    records = [text for text in texts if _VERSION.match(text)]
    if not records:
        return Dmarc(None, MISSING + alike(list(texts), _NEAR))
    if len(records) > 1:
        shown = " et ".join(quoted(record) for record in records[:2])
        return Dmarc(None, f"{len(records)} consignes DMARC au lieu d’une, ce qui les annule toutes : {shown}")
    record, tags = records[0], fields(records[0])
    names = [name for name, _ in tags]
    if len(set(names)) < len(names):
        # RFC 6376, 3.2, whose syntax DMARC follows: a repeated tag spoils the whole list.
        twice = next(name for name in names if names.count(name) > 1)
        return Dmarc(record, f"{quoted(twice)} est écrit deux fois : {quoted(record)}")
    return _read_tags(record, dict(tags))


def _read_tags(record: str, tags: Mapping[str, str]) -> Dmarc:
    rua = tuple(uri for uri in (part.strip(" \t") for part in tags.get("rua", "").split(",")) if _URI.fullmatch(uri))
    asked = {name: tags[name].lower() for name in ("p", "sp", "np") if name in tags}
    wrong = [name for name, value in asked.items() if value not in _POLICIES]
    if wrong or "p" not in asked:
        why = f"« {wrong[0]}= » n’est pas none, quarantine ou reject" if wrong else "« p= » manque"
        if not rua:
            return Dmarc(record, f"{why}, ce qui annule la consigne : {quoted(record)}")
        return Dmarc(record, p=WATCH, rua=rua)  # RFC 9989, 4.10.1; RFC 7489, 6.6.3: as if the record were `p=none`
    percent = tags.get("pct", "100")  # RFC 7489, 6.3; removed since, still obeyed by its receivers
    words = {name: _POLICIES[value] for name, value in asked.items()}
    return Dmarc(
        record,
        p=words["p"],
        sp=words.get("sp"),
        np=words.get("np"),
        percent=int(percent) if _PERCENT.fullmatch(percent) else 100,
        test=tags.get("t", "n").lower() == "y",
        rua=rua,
    )


def policy_for(dmarc: Dmarc, inherited: bool) -> str:
    """Return what is asked of receivers: « rejet » or « quarantaine » for all messages, « observation », « absente ».

    An inherited record speaks by `sp`, and by `p` only without `sp` (RFC 9989, 4.7); the mail domain exists, so `np`
    never applies. `t=y` asks not to apply the policy, `pct` below 100 only to a part: both are « observation ».
    """
    if dmarc.record is None or dmarc.fault:
        return ABSENT
    asked = (dmarc.sp if inherited else None) or dmarc.p or WATCH
    return WATCH if dmarc.test or dmarc.percent < 100 else asked


def candidates(domain: str, organisational: str | None) -> list[str]:
    """Return the names whose TXT records are to be asked, in the order in which a record found there applies.

    The domain itself, then the organisational one (RFC 7489, 6.6.3), then those between, shortest first: the tree walk
    of RFC 9989 (4.10) retains, of the parents that have a record, the one nearest to the root, which makes the two
    standards agree whenever the organisational domain has a record. Names above it are not asked: a registry's record
    (`psd=y`) is not the collectivité's. Marking an inner parent with `psd=n` would go first; it is not looked for.
    At most eight names, as in the tree walk, which skips the longest parents beyond seven labels.
    """
    labels = domain.lower().rstrip(".").split(".")
    top = len((organisational or domain).rstrip(".").split("."))
    parents = [".".join(labels[-size:]) for size in range(top, min(len(labels), QUERIES))]
    return [f"_dmarc.{name}" for name in [".".join(labels), *parents]][:QUERIES]


def applicable(domain: str, organisational: str | None, known: Mapping[str, Dmarc | None]) -> Found | str | None:
    """Return the record that applies, or the next `_dmarc` name to ask, or None when a look that failed hides it.

    `known` holds what was read by name of `candidates`, None when our look failed. A record without force (`fault`)
    applies all the same: no parent is asked after it. When nothing is found the domain's own reading is returned.
    """
    names = candidates(domain, organisational)
    for name in names:
        if name not in known:
            return name
        dmarc = known[name]
        if dmarc is None:
            return None
        if dmarc.record is not None:
            return Found(dmarc, name.removeprefix("_dmarc."), name != names[0])
    own = known[names[0]]
    return Found(own, names[0].removeprefix("_dmarc."), False) if own else None


def judge_dmarc(found: Found | None) -> list[Statement]:
    """State `mail.dmarc` (« rejet », « quarantaine », « observation », « absente ») and `mail.dmarc-reports`."""
    if found is None:
        why = "nous n’avons pas pu lire la consigne DMARC dans le DNS"
        return [we_failed("mail.dmarc", why), we_failed("mail.dmarc-reports", why)]
    dmarc, policy = found.dmarc, policy_for(found.dmarc, found.inherited)
    if policy == ABSENT:
        why = dmarc.fault or MISSING
        return [
            Statement("mail.dmarc", text=ABSENT, reason=why),
            yes_no("mail.dmarc-reports", False, why),
        ]
    told = quoted(dmarc.record or "")
    if found.inherited:
        told += f", au nom de {found.holder}, " + ("pour ses sous-domaines (sp)" if dmarc.sp else "dont il hérite")
    if dmarc.test:
        told += ", à l’essai (t=y) : rien n’est encore à appliquer"
    elif dmarc.percent < 100:
        told += f", pour {dmarc.percent} % des messages seulement"
    to = (
        f"rapports demandés à : {quoted(', '.join(dmarc.rua))}"
        if dmarc.rua
        else "pas d’adresse pour les rapports (rua)"
    )
    return [
        Statement("mail.dmarc", text=policy, reason=told),
        yes_no("mail.dmarc-reports", dmarc.has_reports, to),
    ]
