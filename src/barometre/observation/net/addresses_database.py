"""A database about IP addresses that the operator gives (MaxMind DB format)."""

from pathlib import Path

import maxminddb

# What opening a file that is no such database raises.
NOT_A_DATABASE = (OSError, maxminddb.InvalidDatabaseError, ValueError)


class AddressesDatabase:
    """Records of addresses; without a file there are none, and nothing is guessed."""

    def __init__(self, path: Path | None) -> None:
        """Open the file.

        Raises:
            OSError, InvalidDatabaseError, ValueError: the file is not a MaxMind DB (`NOT_A_DATABASE`).
        """
        self._reader = maxminddb.open_database(path) if path else None

    @property
    def known(self) -> bool:
        """Return True when there is a file."""
        return self._reader is not None

    def record(self, address: str) -> dict[str, object]:
        """Return what the file says of an address; empty when it says nothing, or nothing that can be read."""
        if self._reader is None:
            return {}
        try:
            record = self._reader.get(address)
        except ValueError:
            return {}
        return dict(record) if isinstance(record, dict) else {}
