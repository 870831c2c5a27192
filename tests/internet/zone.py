"""Names of the test internet: their records, and how the name server behaves for them."""

import re
from dataclasses import dataclass, field
from functools import cache

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.rrset

SOA = "ns1.serveur-de-noms.fr. hostmaster.serveur-de-noms.fr. 2026110100 7200 900 1209600 300"
NAME_SERVERS = ("ns1.serveur-de-noms.fr.", "ns2.serveur-de-noms.fr.")
# Names of the conforming sites of benchmarks, whose records are made when asked.
HEALTHY = re.compile(r"(?:(www|_dmarc)\.)?commune-(\d{1,7})\.fr")


@dataclass
class Zone:
    """All records, by name without its last dot in lower case.

    `modes` hold for a name and all names under it, or for one type at one name (« name TYPE »); the root is signed.

    Modes: signed, bogus, nxdomain, refused, servfail, silent, truncated, garbage, wrong-id, slow.
    """

    records: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    modes: dict[str, str] = field(default_factory=dict)
    parents: set[str] = field(default_factory=set)
    healthy: int = 0

    def add(self, name: str, kind: str, *values: str) -> None:
        """Add records of one type at a name."""
        self.records.setdefault(name, {}).setdefault(kind, []).extend(values)
        while "." in name:
            name = name.partition(".")[2]
            self.parents.add(name)

    def found(self, name: str) -> dict[str, list[str]] | None:
        """Records of a name, None when it does not exist."""
        records = self.records.get(name)
        if records is None and self.healthy and (match := HEALTHY.fullmatch(name)):
            return healthy_records(match[1], int(match[2])) if 0 < int(match[2]) <= self.healthy else None
        return {} if records is None and name in self.parents else records

    def mode(self, name: str, kind: str) -> str | None:
        """Behaviour for a name and type: its own, or that of the nearest name above."""
        if f"{name} {kind}" in self.modes:
            return self.modes[f"{name} {kind}"]
        if not name:
            return "signed"
        while name:
            if name in self.modes:
                return self.modes[name]
            name = name.partition(".")[2]
        return None

    def apex(self, name: str) -> str:
        """Zone of a name: the nearest name, it or above, with an SOA record; a top-level domain otherwise."""
        while "." in name and "SOA" not in (self.found(name) or {}):
            name = name.partition(".")[2]
        return name

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        """The answer of a validating resolver that knows the whole test internet."""
        question = query.question[0]
        asked, kind = question.name, dns.rdatatype.to_text(question.rdtype)
        name = asked.to_text(omit_final_dot=True).lower().rstrip(".")
        mode = self.mode(name, kind)
        reply = dns.message.make_response(query, recursion_available=True, our_payload=1232)
        wants_proof = query.flags & dns.flags.AD or query.ednsflags & dns.flags.DO
        if mode == "signed" and wants_proof:
            reply.flags |= dns.flags.AD
        if mode == "refused":
            reply.set_rcode(dns.rcode.REFUSED)
        elif mode == "servfail" or (mode == "bogus" and not query.flags & dns.flags.CD):
            reply.set_rcode(dns.rcode.SERVFAIL)
        else:
            self._fill(reply, name, kind, mode)
        return reply

    def _fill(self, reply, name: str, kind: str, mode: str | None) -> None:
        """Add the records, following aliases (RFC 1034, 4.3.2); a loop of aliases ends where it closes."""
        seen = set()
        while name not in seen:
            seen.add(name)
            records = None if mode == "nxdomain" else self.found(name)
            if records is None:
                reply.set_rcode(dns.rcode.NXDOMAIN)
            elif "CNAME" in records and kind != "CNAME":
                reply.answer.append(rrset(name, "CNAME", records["CNAME"]))
                name = records["CNAME"][0].rstrip(".").lower()
                continue
            elif kind in records:
                reply.answer.append(rrset(name, kind, records[kind]))
                return
            reply.authority.append(rrset(self.apex(name), "SOA", [SOA]))
            return


def rrset(name: str, kind: str, values: list[str]):
    """Records of one name and type, ready for a message."""
    return dns.rrset.from_rdata_list(dns.name.from_text(name), 300, _parsed(kind, tuple(values)))


@cache
def _parsed(kind: str, values: tuple[str, ...]) -> list[dns.rdata.Rdata]:
    """Read values, of which towns have many in common."""
    texts = map(quoted, values) if kind == "TXT" else values
    return [dns.rdata.from_text("IN", kind, text) for text in texts]


def quoted(text: str) -> str:
    """A TXT value as master files write it: already quoted strings are kept, long ones split (RFC 1035, 3.3)."""
    if text.startswith('"'):
        return text
    data = text.encode()
    parts = [data[start : start + 255] for start in range(0, len(data), 255)] or [b""]
    return " ".join('"' + "".join(_escaped(byte) for byte in part) + '"' for part in parts)


def _escaped(byte: int) -> str:
    return chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:03d}"


def healthy_records(under: str | None, number: int) -> dict[str, list[str]]:
    """Records of a conforming site of benchmarks."""
    if under == "_dmarc":
        return {"TXT": ["v=DMARC1; p=reject; rua=mailto:dmarc@courriel-fr.fr"]}
    address = {"A": [healthy_address(number)]}
    if under == "www":
        return address
    servers = [f"ns{side}.dns-{number % 40}.fr." for side in (1, 2)]
    mail = {"MX": [f"10 mx{number % 4 + 1}.courriel-fr.fr."], "TXT": ["v=spf1 mx -all"]}
    return address | mail | {"NS": servers, "SOA": [SOA]}


def healthy_address(number: int) -> str:
    """Conforming sites share twenty addresses."""
    return f"127.10.0.{number % 20 + 1}"
