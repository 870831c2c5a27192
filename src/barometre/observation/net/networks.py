"""Network of an IP address (autonomous system), from the database given by the operator (MaxMind DB format)."""

from dataclasses import dataclass
from pathlib import Path

import maxminddb

from barometre.errors import BarometreError


@dataclass(frozen=True, slots=True)
class Network:
    """A network and who runs it, as the database says: its number (RFC 6793) and name."""

    number: int
    name: str

    def __str__(self) -> str:
        return f"AS{self.number} {self.name}".strip()


class Networks:
    """Lookup of addresses in the database; without one every network is unknown, never guessed."""

    def __init__(self, path: Path | None) -> None:
        """Open the database.

        Raises:
            BarometreError: the file is not a MaxMind DB.
        """
        try:
            self._reader = maxminddb.open_database(path) if path else None
        except (OSError, maxminddb.InvalidDatabaseError, ValueError) as error:
            raise BarometreError(f"--asn {path}: not a database of networks in MaxMind DB format ({error})") from None

    def of(self, address: str) -> Network | None:
        """Return the network of an address, None when the database does not have it."""
        if self._reader is None:
            return None
        try:
            record = self._reader.get(address)
        except ValueError:
            return None
        number = record.get("autonomous_system_number") if isinstance(record, dict) else None
        if not isinstance(record, dict) or not isinstance(number, int):
            return None
        name = record.get("autonomous_system_organization")
        return Network(number, name if isinstance(name, str) else "")
