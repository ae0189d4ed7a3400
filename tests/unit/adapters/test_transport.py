"""Messages between nodes over real sockets: only between keys that are pinned, only to addresses that may be called."""

import asyncio
import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from relto.adapters.transport.addresses import check_url, may_call
from relto.adapters.transport.certificates import Identity, new_identity, spki_of_pem
from relto.adapters.transport.https import Https
from relto.adapters.transport.pinning import PeerPin, Pins, client_context, server_context
from relto.adapters.transport.resolving import CheckedResolver
from relto.primitives import Malformed, Unavailable, Unverified
from relto.server.peer import Listener, PeerLimits

NOW = datetime.now(UTC)  # noqa: TID251 - certificates are read by the library's clock
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
TYPE = "application/relto-envelopes"


@pytest.fixture(scope="module")
def identities(tmp_path_factory):
    folder = tmp_path_factory.mktemp("identities")

    def made(name, **more):
        return new_identity(folder / f"{name}.pem", folder / f"{name}.key", b"long enough", name, **{"at": NOW, **more})

    late = made("LATE", at=NOW - timedelta(days=30), days=1)
    return {"LATE": late, "EARLY": made("EARLY", at=NOW + timedelta(days=3)), **{name: made(name) for name in ("NZL", "JPN", "USA")}}


def pin(identity, party="NZL", url="https://nowhere.example/"):
    return PeerPin(party, "demo", url, identity.pem(), spki_of_pem(identity.pem()))


@contextmanager
def listening(identity, pins, receive, limits=None):
    """A listener in a thread; gives its URL."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    sock = socket.create_server(("127.0.0.1", 0))
    listener = Listener(identity, pins, receive, limits or PeerLimits())
    asyncio.run_coroutine_threadsafe(listener.open(sock), loop).result()
    try:
        yield f"https://127.0.0.1:{sock.getsockname()[1]}/relto/v1/envelopes"
    finally:
        asyncio.run_coroutine_threadsafe(listener.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def pins(identities):
    made = Pins()
    made.put([pin(identities["NZL"]), pin(identities["LATE"], "LATE"), pin(identities["EARLY"], "EARLY")])
    return made


@pytest.fixture
def received():
    return []


@pytest.fixture
def url(identities, pins, received):
    def receive(sender, data):
        received.append((sender.party, data))
        if data == b"malformed":
            raise Malformed("no messages")
        if data == b"away":
            raise Unavailable("the database is away")
        if data == b"broken":
            raise ValueError("the convoy leaves at dawn")
        return b"answer to " + data

    with listening(identities["JPN"], pins, receive, PeerLimits(body=1000, seconds=1.0)) as found:
        yield found


def post(identity, to, data=b"hello", networks=LOOPBACK):
    with Https(identity, networks, seconds=10) as client:
        return client.post(to, data)


def test_messages_go_between_keys_that_are_pinned(identities, url, received):
    with Https(identities["NZL"], LOOPBACK) as client:
        for data in (b"one", b"two", b"x" * 900):
            assert client.post(pin(identities["JPN"], "JPN", url), data) == b"answer to " + data
    assert [party for party, _ in received] == ["NZL"] * 3


def test_a_sender_who_is_not_pinned_gets_no_further_than_the_handshake(identities, url, received):
    with pytest.raises((Unavailable, Unverified)):
        post(identities["USA"], pin(identities["JPN"], "JPN", url))
    assert received == []


@pytest.mark.parametrize("name", ["LATE", "EARLY"])
def test_a_sender_whose_certificate_is_out_of_time_is_refused(identities, url, received, name):
    with pytest.raises((Unavailable, Unverified)):
        post(identities[name], pin(identities["JPN"], "JPN", url))
    assert received == []


def test_nothing_is_sent_to_a_node_with_another_key(identities, url, received):
    with pytest.raises(Unverified, match="not the one that demo pins"):
        post(identities["NZL"], pin(identities["USA"], "JPN", url))
    assert received == []


def test_a_sender_without_a_certificate_is_refused(identities, url, received):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(cadata=identities["JPN"].pem())
    with pytest.raises((aiohttp.ClientError, OSError)):
        asyncio.run(raw(url, context))
    assert received == []


def test_a_sender_with_an_older_version_of_tls_is_refused(identities, url, received):
    context = client_context(identities["NZL"], pin(identities["JPN"], "JPN", url))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises((aiohttp.ClientError, OSError)):
        asyncio.run(raw(url, context))
    assert received == []
    context.maximum_version = ssl.TLSVersion.TLSv1_3
    assert asyncio.run(raw(url, context))[0] == 200


def test_plain_http_is_refused(url, received):
    with pytest.raises((aiohttp.ClientError, OSError)):
        asyncio.run(raw(url.replace("https", "http"), None))
    assert received == []


async def raw(url, context, method="POST", data=b"hello", **headers):
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, data=data, headers={"Content-Type": TYPE, **headers}, ssl=context or False) as answer,
    ):
        found = answer.status, await answer.read()
    await asyncio.sleep(0.05)  # what closes below TLS does so in the next rounds of the loop
    return found


def test_a_key_that_is_withdrawn_opens_nothing_even_on_a_connection_that_is_open(identities, pins, url, received):
    with Https(identities["NZL"], LOOPBACK) as client:
        to = pin(identities["JPN"], "JPN", url)
        client.post(to, b"before")
        pins.put([pin(identities["USA"], "USA")])
        with pytest.raises(Unavailable):
            client.post(to, b"after")
        with pytest.raises((Unavailable, Unverified)):
            client.post(to, b"after, on a new connection")
    assert [data for _, data in received] == [b"before"]
    assert post(identities["USA"], pin(identities["JPN"], "JPN", url), b"pinned since") == b"answer to pinned since"


@pytest.mark.parametrize(("data", "status"), [(b"malformed", 400), (b"away", 503), (b"broken", 500), (b"x" * 1001, 413)])
def test_what_is_not_taken_is_told_without_a_word_of_what_broke(identities, url, data, status):
    context = client_context(identities["NZL"], pin(identities["JPN"], "JPN", url))
    found, told = asyncio.run(raw(url, context, data=data))
    assert found == status
    assert b"convoy" not in told
    with pytest.raises(Unavailable, match=f"answered {status}"):
        post(identities["NZL"], pin(identities["JPN"], "JPN", url), data)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"method": "GET"}, 405),
        ({"method": "PUT"}, 405),
        ({"Content-Type": "application/json"}, 415),
        ({"Content-Encoding": "gzip", "data": b"\x1f\x8bx"}, 415),
    ],
)
def test_what_is_no_delivery_is_refused(identities, url, received, change, status):
    context = client_context(identities["NZL"], pin(identities["JPN"], "JPN", url))
    assert asyncio.run(raw(url, context, **change))[0] == status
    assert received == []


def test_a_sender_that_stops_in_the_middle_is_let_go(identities, url, received):
    context = client_context(identities["NZL"], pin(identities["JPN"], "JPN", url))

    async def slowly():
        yield b"half"
        await asyncio.sleep(5)

    assert asyncio.run(raw(url, context, data=slowly()))[0] == 408
    assert received == []


@contextmanager
def answering(identity, sender, handler):
    """Another server with the key that is pinned, which answers as ``handler`` does."""
    from aiohttp import web  # noqa: PLC0415

    pins = Pins()
    pins.put([sender])
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    sock = socket.create_server(("127.0.0.1", 0))

    async def begin():
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", handler)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.SockSite(runner, sock, ssl_context=server_context(identity, pins)).start()
        return runner

    runner = asyncio.run_coroutine_threadsafe(begin(), loop).result()
    try:
        yield f"https://127.0.0.1:{sock.getsockname()[1]}/"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.05), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_a_redirect_is_not_followed_and_a_long_answer_is_cut_off(identities):
    from aiohttp import web  # noqa: PLC0415

    asked = []

    async def handler(request):
        asked.append(request.path)
        if request.path == "/redirect":
            raise web.HTTPTemporaryRedirect("/elsewhere")
        if request.path == "/long":
            return web.Response(body=b"x" * (9 * 1024 * 1024), content_type=TYPE)
        return web.Response(body=b"<p>", content_type="text/html")

    with answering(identities["JPN"], pin(identities["NZL"]), handler) as url:
        for path, said in (("redirect", "answered 307"), ("long", "more than"), ("page", "answered 200, no messages")):
            with pytest.raises(Unavailable, match=said):
                post(identities["NZL"], pin(identities["JPN"], "JPN", url + path))
    assert asked == ["/redirect", "/long", "/page"]


def test_a_node_that_is_not_there_is_unavailable(identities):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unavailable, match="cannot be reached"):
        post(identities["NZL"], pin(identities["JPN"], "JPN", f"https://127.0.0.1:{port}/"))


FORBIDDEN = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2002:7f00:1::1",
    "not an address",
    "2130706433",
]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_server_side_request_forgery_an_inner_address_is_not_called(address):
    assert not may_call(address, ())


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_an_address_of_the_world_may_be_called(address):
    assert may_call(address, ())


@pytest.mark.parametrize("host", ["localhost", "0x7f.1", "2130706433", "0177.0.0.1", "127.1"])
def test_server_side_request_forgery_a_name_that_leads_inside_is_not_called(identities, host):
    """Names in every form that the system's resolver takes are checked as the addresses that they lead to."""
    with pytest.raises((Unavailable, Malformed)):
        post(identities["NZL"], pin(identities["JPN"], "JPN", f"https://{host}:1/"), networks=())
    with pytest.raises(OSError, match=r"may not be called|not known"):
        asyncio.run(CheckedResolver(()).resolve(host, 443))


@pytest.mark.parametrize(
    "url",
    [
        "http://node.example/",
        "https:///x",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://user@node.example/",
        "https://node.example/?x=1",
        "https://node.example/#x",
        "ftp://node.example/",
        "file:///etc/passwd",
        "//node.example/",
        "x",
        "",
    ],
)
def test_an_address_of_messages_is_an_https_address_of_the_world(url):
    with pytest.raises(Malformed, match="no address that messages are sent to"):
        check_url(url, ())
    check_url("https://node.example:8443/relto/v1/envelopes", ())


def certificate(*, ca, more=0):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode() * (1 + more)


def test_a_certificate_that_could_sign_for_others_is_not_pinned():
    spki_of_pem(certificate(ca=False))
    for wrong in (certificate(ca=True), certificate(ca=False, more=1), "x", ""):
        with pytest.raises(Malformed, match="no certificate that can be pinned"):
            spki_of_pem(wrong)


def test_a_certificate_and_its_pinned_key_go_together(identities):
    with pytest.raises(Malformed, match="another key"):
        PeerPin("JPN", "demo", "https://node.example/", identities["JPN"].pem(), spki_of_pem(identities["USA"].pem()))


def test_two_parties_cannot_pin_one_key(identities):
    with pytest.raises(Malformed, match="two parties"):
        Pins().put([pin(identities["JPN"], "JPN"), pin(identities["JPN"], "USA")])


def test_the_key_of_an_identity_lies_encrypted(identities):
    identity = identities["NZL"]
    assert b"ENCRYPTED PRIVATE KEY" in identity.key.read_bytes()
    assert identity.key.stat().st_mode & 0o077 == 0
    with pytest.raises(Unavailable, match="does not open"):
        client_context(Identity(identity.certificate, identity.key, b"another"), pin(identities["JPN"]))
