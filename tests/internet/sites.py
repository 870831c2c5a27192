"""What a site of the test internet is: names, records, hosts, and the truth of its sixteen criteria."""

from dataclasses import dataclass, field

from internet.actions import Action, Host, Reply, page, to

SITE = [f"1.{number}" for number in range(1, 9)]
MAIL = [f"2.{number}" for number in range(1, 9)]
# What each criterion depends on: not met when one of them is not, unknown when one is unknown.
NEEDS = {
    **dict.fromkeys(SITE[1:], ("1.1",)),
    **dict.fromkeys(["1.4", "1.5", "1.6"], ("1.1", "1.3")),
    "1.7": ("1.1", "1.3", "1.4"),
    **dict.fromkeys(MAIL[1:4], ("2.1",)),
    "2.3": ("1.1", "2.1", "2.2"),
    **dict.fromkeys(["2.5", "2.6", "2.8"], ("2.1", "2.4")),
    "2.7": ("2.1", "2.4", "2.6"),
}
PLAIN = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Mairie de {d}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>Mairie de {d}</h1><p>Bienvenue sur le site de la commune.</p>"""
HOME = (
    PLAIN
    + """
<footer><a href="/mentions-legales">Mentions légales</a>
<a href="/accessibilite">Accessibilité : non conforme</a></footer>
</body></html>"""
)
DMARC = "v=DMARC1; p=reject; rua=mailto:dmarc@{d}"


@dataclass(slots=True)
class Site:
    """One target: what it declares, what serves it, what is true of it and why."""

    domain: str
    why: str
    site: str
    mail: str
    truth: dict[str, bool | None]
    hosts: dict[str, Host] = field(default_factory=dict)
    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    facts: dict[str, list] = field(default_factory=dict)
    private: bool = False


def truth(breaks: str) -> dict[str, bool | None]:
    """Truth of the criteria: `1.3 ?1.6` breaks the first and hides the second; what depends on them follows."""
    own: dict[str, bool | None] = dict.fromkeys(SITE + MAIL, True)
    for word in breaks.split():
        own[word.lstrip("?")] = None if word.startswith("?") else False
    result: dict[str, bool | None] = {}
    for criterion in SITE + MAIL:
        values = [own[criterion], *(result[need] for need in NEEDS.get(criterion, ()))]
        result[criterion] = False if False in values else None if None in values else True
    return result


_made = 0


def town(
    name: str,
    why: str,
    breaks: str = "",
    *,
    site: str = "https://www.{d}/",
    mail: str = "mairie@{d}",
    main: str = "www.{d}",
    home: Action | None = None,
    http: Action | None = None,
    www: dict | None = None,
    bare: dict | None = None,
    pages: dict[str, Action] | None = None,
    certificate: str = "valid",
    address: str | None = None,
    dns: dict[str, str | list[str] | None] | None = None,
    modes: dict[str, str] | None = None,
    extra: dict[str, Host] | None = None,
    facts: dict[str, list] | None = None,
    private: bool = False,
) -> Site:
    """A conforming town, but for what is said. `{d}` is its domain.

    `home` answers at the main host's root by https, `http` on port 80 of both hosts; `www` and `bare` change one host;
    `dns` replaces records (« www A »: value, values or None to have none); `modes` makes the name server behave.
    """
    global _made
    _made += 1
    domain = name if "." in name else f"{name}.fr"
    place = address or f"127.10.0.{_made % 20 + 1}"
    main = main.replace("{d}", domain)
    made = Site(domain, why, site.replace("{d}", domain), mail.replace("{d}", domain), truth(breaks), private=private)
    answer = home or page(PLAIN.replace("{d}", domain))
    for host, changes in ((domain, bare), (f"www.{domain}", www)):
        first = host == main
        made.hosts[host] = Host(
            place,
            _named(http or to(f"https://{main}{{path}}"), domain),
            _named(answer if first else to(f"https://{main}{{path}}"), domain),
            certificate,
            (domain, f"www.{domain}"),
            {path: _named(action, domain) for path, action in (pages or {}).items()} if first else {},
        )
        for key, value in (changes or {}).items():
            setattr(made.hosts[host], key, _named(value, domain))
    made.hosts |= {key.replace("{d}", domain): host for key, host in (extra or {}).items()}
    made.records = _records(made, domain, dns or {})
    made.modes = {_full(key, domain): mode for key, mode in (modes or {}).items()}
    made.facts = facts or {}
    return made


def mail_town(name: str, why: str, breaks: str = "", **changes) -> Site:
    """A town whose mail alone has a story: it declares no site, of which all would be as anywhere."""
    return town(name, why, f"1.1 {breaks}", site="", **changes)


def _records(made: Site, domain: str, changes: dict) -> dict[tuple[str, str], list[str]]:
    """Records of a town: those of a conforming one, then the changes."""
    servers = _made % 40
    records = {
        (name, "A"): [host.address] for name, host in made.hosts.items() if host.address and name.endswith(domain)
    }
    records[domain, "NS"] = [f"ns1.dns-{servers}.fr.", f"ns2.dns-{servers}.fr."]
    records[domain, "MX"] = [f"10 mx{_made % 4 + 1}.courriel-fr.fr."]
    records[domain, "TXT"] = ["v=spf1 mx -all"]
    records[f"_dmarc.{domain}", "TXT"] = [DMARC.replace("{d}", domain)]
    for key, value in changes.items():
        name, kind = key.split(" ")
        place = (_full(name, domain), kind)
        records.pop(place, None)
        if value is not None:
            values = [value] if isinstance(value, str) else value
            records[place] = [each.replace("{d}", domain) for each in values]
    return records


def _full(name: str, domain: str) -> str:
    """Full name: `@` is the domain, `www` a name under it; one that ends with a dot is whole."""
    name, space, kind = name.partition(" ")
    if space:
        return f"{_full(name, domain)} {kind}"
    if name.endswith("."):
        return name[:-1]
    return domain if name == "@" else f"{name}.{domain}"


def _named(value, domain: str):
    """An action or value with `{d}` replaced by the domain."""
    if isinstance(value, Reply):
        headers = tuple((key, text.replace("{d}", domain)) for key, text in value.headers)
        return Reply(value.status, headers, value.body.replace(b"{d}", domain.encode()))
    if isinstance(value, tuple):
        return tuple(_named(each, domain) for each in value)
    return value.replace("{d}", domain) if isinstance(value, str) else value


def siren(rank: int) -> str:
    """The rank-th number of nine digits from 900000001 up that is valid by Luhn."""
    root = f"{90000000 + rank:08d}"
    total = sum(sum(divmod(int(digit) * (2 if place % 2 else 1), 10)) for place, digit in enumerate(root))
    return root + str(-total % 10)
