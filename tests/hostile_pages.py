"""Pages for a real browser and the servers that give them: one ordinary, some odd, some that mean harm."""

import asyncio
import datetime
import gzip
import random
import ssl
import struct
import tempfile
import zlib
from collections import Counter
from contextlib import suppress
from pathlib import Path

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_HEAD = '<!doctype html><html lang="fr"><head><title>Mairie</title><meta charset="utf-8">'
_PHONE = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_TABLE = '</head><body><main><h1>Mairie</h1><table style="width:700px"><tr><td>Ouvert le mardi</td></tr></table></main>'


def _page(content, head=_PHONE):
    return f"{_HEAD}{head}</head><body><main><h1>Mairie</h1>{content}</main></body></html>"


def _script(code):
    return _page(f"<p>Ouvert le mardi</p><script>{code}</script>")


PAGES = {
    "ordinary": """<!doctype html><html><head><title>Mairie</title><meta charset="utf-8">
        <link rel="stylesheet" href="/style.css"><script src="https://cdn.mairie.example/lib.js"></script></head>
        <body><h1>Mairie</h1><img src="/photo.png"><img src="/icone.webp"><img src="/pixel.gif" alt="">
        <svg><g><path d="M0 0"/></g></svg><iframe title="Publicité" src="https://pub.tiers.example/cadre"></iframe>
        <script src="https://stats.tiers.example/t.js"></script>
        <script>document.cookie = 'session=1'</script></body></html>""",
    "good": _page('<p>Ouvert le mardi</p><img src="/photo.png" alt="La mairie" width="100">'),
    "lazy": _page('<div style="height:6000px"></div><img loading="lazy" src="https://tard.example/photo.png" alt="x">'),
    "wide": _HEAD + _PHONE + _TABLE,
    "no-viewport": _HEAD + _TABLE,
    "hidden": _HEAD + _PHONE + "<style>body { overflow-x: hidden }</style>" + _TABLE,
    # Odd pages, measured all the same.
    "popups": _script("setInterval(() => { for (let i = 0; i < 5; i++) window.open('/good') }, 100)"),
    "prototypes": _script(
        "Array.prototype.map = Array.from = JSON.stringify = Promise.prototype.then = Object.keys = null;"
        "document.querySelectorAll = () => []; window.axe = {run: () => ({passes: [1]})}"
    ),
    "slow": _page('<img src="/never.png" alt="">'),
    "history": _script("setInterval(() => history.pushState({}, '', '?' + Math.random()), 100)"),
    "huge-dom": _script("document.querySelector('main').innerHTML += '<p>Ouvert</p>'.repeat(1000)"),
    # Pages that mean harm.
    "reload": _script("location.href = location.pathname + '?' + Math.random()"),
    "loop": _script("setTimeout(() => { while (true) {} }, 50)"),
    "alerts": _script("while (true) alert('bonjour')"),
    "hog": _script(
        "const kept = []; while (true) { kept.push(new Uint8Array(6e7).fill(1));"
        " const pause = new XMLHttpRequest(); pause.open('GET', '/pause', false); pause.send() }"
    ),
    "heap": _script("const kept = []; while (true) kept.push(new Array(100000).fill(1.5))"),
    "flood": _script("for (let i = 0; i < 200; i++) fetch('/pixel.gif?' + i)"),
    "heavy": _script("fetch('/endless')"),
    "private": _script(
        "for (const host of ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254', 'prive.example', '0x7f.1'])"
        " { fetch(`http://${host}:PRIVATE/`, {mode: 'no-cors'}); new Image().src = `http://${host}:PRIVATE/i`;"
        " new WebSocket(`ws://${host}:PRIVATE/`); fetch(`https://${host}:PRIVATE/`, {mode: 'no-cors'}) }"
        "const frame = document.createElement('iframe'); frame.src = 'http://127.0.0.1:PRIVATE/';"
        "document.body.append(frame);"
        "const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:DATAGRAMS'},"
        " {urls: 'turn:127.0.0.1:PRIVATE?transport=tcp', username: 'a', credential: 'b'}]});"
        "peer.createDataChannel('a'); peer.createOffer().then((offer) => peer.setLocalDescription(offer));"
        "try { new WebTransport('https://127.0.0.1:DATAGRAMS/') } catch (error) {}"
    ),
    # Not pages: what `_answer` does instead.
    "download": "",
    "forbidden": "",
    "image": "",
    "redirects": "",
    "cut": "",
}

_DAY = 86_400
# Real images: of what it cannot decode, Chromium reads no more than what has come by then.
_PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
_WEBP = bytes.fromhex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700")


def _png(side):
    """A square of noise, which does not compress: three bytes a pixel."""
    noise = random.Random(0)
    rows = b"".join(b"\0" + noise.randbytes(3 * side) for _ in range(side))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


_FILES = {
    "/style.css": (b"p { color: #000 }" * 200, "text/css", f"max-age={30 * _DAY}"),
    "/lib.js": (b"var library = 1;" * 190, "text/javascript", "no-cache"),
    "/t.js": (b"var t = 1", "text/javascript", ""),
    "/photo.png": (_png(140), "image/png", "max-age=60"),
    "/icone.webp": (_WEBP + bytes(466), "image/webp", "immutable"),
    "/pub.gif": (_PIXEL + bytes(457), "image/gif", f"max-age={6 * _DAY}"),
    "/pixel.gif": (_PIXEL, "image/gif", ""),
}


class Servers:
    """Every name of the test's internet on two ports, and what must never be reached."""

    def __init__(self):
        self.ports = {}
        self.agents = {}
        self.visits = Counter()
        self.waiting = asyncio.Event()  # a page waits for what never comes
        self.private = 0
        self.datagrams = 0
        self._closing = []

    async def start(self):
        runner = web.AppRunner(_application(self), handle_signals=False, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self._closing.append(runner.cleanup)
        for port, context in ((80, None), (443, _tls())):
            site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
            await site.start()
            self.ports[port] = site._server.sockets[0].getsockname()[1]
        private = await asyncio.start_server(self._reached, "127.0.0.1", 0)
        self.ports["private"] = private.sockets[0].getsockname()[1]
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Datagrams(self), local_addr=("127.0.0.1", 0)
        )
        self.ports["datagrams"] = transport.get_extra_info("sockname")[1]
        return self

    def _reached(self, reader, writer):
        self.private += 1
        writer.close()

    async def close(self):
        for close in self._closing:
            await close()


async def serve():
    """Start all the servers."""
    return await Servers().start()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, servers):
        self.servers = servers

    def datagram_received(self, data, addr):
        self.servers.datagrams += 1


def _application(servers):
    async def answer(request):
        servers.agents[request.host] = request.headers.get("User-Agent", "")
        name = request.path.strip("/")
        if request.path in _FILES:
            return _file(*_FILES[request.path])
        if request.path == "/cadre":
            frame = '<html lang="fr"><title>Cadre</title><img src="/pub.gif">'
            headers = {"Set-Cookie": "pisteur=1; Secure; SameSite=None"}
            return web.Response(text=frame, content_type="text/html", headers=headers)
        if name == "pause":
            await asyncio.sleep(0.05)
        if name == "never.png":
            servers.waiting.set()
        if name in ("never.png", "endless"):
            return await _endless(request, 100_000 if name == "endless" else 0)
        servers.visits[name] += 1
        if PAGES.get(name):
            ports = (("PRIVATE", "private"), ("DATAGRAMS", "datagrams"))
            text = PAGES[name]
            for word, port in ports:
                text = text.replace(word, str(servers.ports[port]))
            return web.Response(text=text, content_type="text/html")
        return _other(request, name)

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    return application


def _other(request, name):
    if name == "download":
        return web.Response(body=b"zip", headers={"Content-Disposition": "attachment; filename=a.zip"})
    if name == "forbidden":
        return web.Response(status=403, text="<h1>Non</h1>", content_type="text/html")
    if name == "image":
        return web.Response(body=bytes(100), content_type="image/png")
    if name == "redirects":
        raise web.HTTPFound("/redirects")
    if name == "cut":
        request.transport.abort()
    return web.Response(status=404)


def _file(body, kind, control):
    headers = {"Cache-Control": control} if control else {}
    if kind == "text/css":
        body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
    response = web.Response(body=body, content_type=kind, headers=headers)
    if kind == "image/png":
        response.enable_chunked_encoding()  # its length is not announced
    return response


async def _endless(request, size):
    response = web.StreamResponse()
    await response.prepare(request)
    with suppress(ConnectionError):  # the browser left
        for _ in range(1000):
            await response.write(bytes(size) or b"x")
            await asyncio.sleep(0 if size else 1)
    return response


def _tls():
    """A server's context whose certificate no authority signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mairie.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "server.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(path)
    return context
