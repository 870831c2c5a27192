"""Network of an IP address (autonomous system), from the database given by the operator (MaxMind DB format)."""

from dataclasses import dataclass
from pathlib import Path

from barometre.errors import BarometreError
from barometre.observation.net.addresses_database import NOT_A_DATABASE, AddressesDatabase


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
            self._database = AddressesDatabase(path)
        except NOT_A_DATABASE as error:
            raise BarometreError(f"--asn {path}: not a database of networks in MaxMind DB format ({error})") from None

    def of(self, address: str) -> Network | None:
        """Return the network of an address, None when the database does not have it."""
        record = self._database.record(address)
        number = record.get("autonomous_system_number")
        if not isinstance(number, int):
            return None
        name = record.get("autonomous_system_organization")
        return Network(number, name if isinstance(name, str) else "")
