"""A look at the pages of a site: security.txt, old TLS, the home page and the few pages it leads to."""

import asyncio
import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

from barometre.facts.statement import Statement, not_concerned, they_failed, we_failed
from barometre.observation.answers import Answer
from barometre.observation.eye import Eye
from barometre.observation.rcpnt_site import Variants, words
from barometre.observation.reach import tls_context
from barometre.observation.securitytxt import PATHS, judge_security_txt
from barometre.observation.visit import CONNECT_SECONDS, Place

OLD_TLS = "site.tls-obsolete"


async def look_security(eye: Eye, main: Answer, seen: Variants) -> list[Statement]:
    """security.txt, and whether the https server still speaks TLS 1.0 or 1.1."""
    return list(await asyncio.gather(_security_txt(eye, main), _old_tls(eye, seen.https)))


async def _security_txt(eye: Eye, main: Answer) -> Statement:
    if main.status is None:
        fail = we_failed if main.ours else they_failed
        return fail("site.security-txt", words(main))
    host = urlsplit(main.final).netloc
    for path in PATHS:
        answer = await eye.visit(f"https://{host}{path}")
        if answer.status == 200:
            break
    return judge_security_txt(answer, datetime.now(UTC))


async def _old_tls(eye: Eye, https: Answer) -> Statement:
    """Offer nothing newer than TLS 1.1 (deprecated by RFC 8996) and see whether the server takes it."""
    if https.secure is None:
        return not_concerned(OLD_TLS, "le site ne répond pas en https")
    host = urlsplit(https.url).hostname or ""
    place = await eye.visitor.locate(host)
    if not isinstance(place, Place):
        return we_failed(OLD_TLS, words(place))
    context = tls_context(None, verify=False, oldest=ssl.TLSVersion.TLSv1)
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    try:
        async with eye.visitor.limits.hold("address", place.address), asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(
                place.address, eye.visitor.reach.https_port, ssl=context, server_hostname=host
            )
            spoken = writer.get_extra_info("ssl_object").version()
            writer.close()
    except (ssl.SSLError, ConnectionError):
        return Statement(OLD_TLS, 0.0, detail="TLS 1.0 et 1.1 refusés")
    except OSError as error:
        return we_failed(OLD_TLS, f"connexion d’essai impossible ({type(error).__name__})")
    return Statement(OLD_TLS, 1.0, detail=f"{spoken} encore accepté", negative=True)
