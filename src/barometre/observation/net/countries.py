"""Country of an IP address, from the database given by the operator (MaxMind DB format)."""

from pathlib import Path

from barometre.errors import BarometreError
from barometre.observation.net.addresses_database import NOT_A_DATABASE, AddressesDatabase

# Member States (ISO 3166-1).
EUROPEAN_UNION = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
# French outermost regions with a code of their own, part of the Union (TFEU, art. 349 and 355).
OUTERMOST = frozenset({"GP", "GF", "MQ", "RE", "YT", "MF"})


class Countries:
    """Lookup of addresses in the database; without one every country is unknown, never guessed."""

    def __init__(self, path: Path | None) -> None:
        """Open the database.

        Raises:
            BarometreError: the file is not a MaxMind DB.
        """
        try:
            self._database = AddressesDatabase(path)
        except NOT_A_DATABASE as error:
            raise BarometreError(f"--geoip {path}: not a country database in MaxMind DB format ({error})") from None

    @property
    def known(self) -> bool:
        """Return True when there is a database."""
        return self._database.known

    def of(self, address: str) -> str | None:
        """Return the ISO code of an address's country, None when the database does not have it."""
        record = self._database.record(address)
        country = record.get("country", record.get("country_code"))
        code = country.get("iso_code") if isinstance(country, dict) else country
        return code if isinstance(code, str) and len(code) == 2 else None


def in_union(code: str) -> bool:
    """Return True for a country or territory of the European Union."""
    return code in EUROPEAN_UNION or code in OUTERMOST
