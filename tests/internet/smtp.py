"""Mail servers: a greeting, EHLO, STARTTLS as each address has it, no message taken."""

import asyncio

# What is odd at some addresses; others offer STARTTLS with a valid certificate.
WAYS = {
    "127.20.0.5": "no-starttls",
    "127.20.0.6": "refuses",
    "127.20.0.7": "silent",
    "127.20.0.8": "starttls-454",
    "127.20.0.9": "slow",
}
NAMES = {
    "127.20.0.10": ("self", "mx-autosigne.courriel-fr.fr"),
    "127.21.0.1": ("valid", "mx.post-de.de"),
    "127.30.0.1": ("valid", "mx.mail-us.com"),
    "127.40.0.1": ("valid", "mx.ailleurs.net"),
}


class MailServer:
    """Answers the few commands that an observer of STARTTLS sends (RFC 5321, RFC 3207)."""

    def __init__(self, authority, counts):
        self.authority, self.counts = authority, counts

    def context(self, address: str):
        """TLS context of an address."""
        kind, name = NAMES.get(address, ("valid", f"mx{address.rpartition('.')[2]}.courriel-fr.fr"))
        return self.authority.context(kind, (name,))

    async def serve(self, reader, writer) -> None:
        """One connection."""
        address = writer.get_extra_info("sockname")[0]
        self.counts.opened(address)
        try:
            await self.talk(reader, writer, address)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            pass
        finally:
            self.counts.closed(address)
            writer.close()

    async def talk(self, reader, writer, address: str) -> None:
        way = WAYS.get(address, "starttls")
        if way == "silent":
            await asyncio.sleep(3600)
        if way == "slow":
            await asyncio.sleep(1)
        if way == "refuses":
            writer.write(b"554 pas de service\r\n")
            return
        writer.write(b"220 mx ESMTP\r\n")
        while line := await reader.readline():
            command = line.strip().upper().partition(b" ")[0]
            if command == b"EHLO":
                offer = b"" if way == "no-starttls" else b"250-STARTTLS\r\n"
                writer.write(b"250-mx\r\n250-SIZE 10000000\r\n" + offer + b"250 8BITMIME\r\n")
            elif command == b"STARTTLS" and way == "starttls":
                writer.write(b"220 allez-y\r\n")
                await writer.drain()
                await writer.start_tls(self.context(address))
            elif command == b"STARTTLS":
                writer.write(b"454 pas maintenant\r\n" if way == "starttls-454" else b"502 inconnu\r\n")
            elif command == b"QUIT":
                writer.write(b"221 au revoir\r\n")
                return
            else:
                writer.write(b"250 bien\r\n" if command in (b"HELO", b"NOOP", b"RSET") else b"502 inconnu\r\n")
