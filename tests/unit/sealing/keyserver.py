"""A server of keys on loopback for other people's clients: our state machine behind the smallest face that they accept.

Messages come as JSON or as protocol buffers, whose few fields are written out by hand (kas.proto, key_access_server_registry.proto,
wellknown_configuration.proto of the platform). Accounts are none: any client is taken for the one reader that there is.
"""

import base64
import gzip
import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from joserfc.jwk import ECKey, RSAKey

from relto.sealing.access import Caller, Refused


def _varint(number):
    out = b""
    while True:
        number, low = number >> 7, number & 127
        if not number:
            return out + bytes([low])
        out += bytes([low | 128])


def field(number, data):
    data = data.encode() if isinstance(data, str) else data
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def fields(data):
    """The length-delimited fields of a message."""
    found, at = {}, 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            one = data[at]
            at += 1
            value |= (one & 127) << shift
            shift += 7
            if one < 128:
                return value

    while at < len(data):
        tag, length = number(), number()
        found[tag >> 3] = data[at : at + length]
        at += length
    return found


def struct(value):
    return b"".join(field(1, field(1, name) + field(2, _value(one))) for name, one in value.items())


def _value(one):
    return field(5, struct(one)) if isinstance(one, dict) else field(3, one)


def rewrap_message(reply):
    out = field(3, reply["sessionPublicKey"]) if "sessionPublicKey" in reply else b""
    for response in reply["responses"]:
        inner = field(1, response["policyId"])
        for one in response["results"]:
            made = field(2, one["keyAccessObjectId"]) + field(3, one["status"])
            made += field(4, base64.b64decode(one["kasWrappedKey"])) if "kasWrappedKey" in one else field(5, one["error"])
            inner += field(2, made)
        out += field(5, inner)
    return out


def proved(header):
    """The key of a proof of possession, as a real server would have checked it."""
    if not header:
        return None
    piece = header.split(".")[0]
    jwk = json.loads(base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)))["jwk"]
    return (RSAKey if jwk["kty"] == "RSA" else ECKey).import_key(jwk).as_pem(private=False).decode()


class Server:
    """Serves a :class:`~relto.sealing.access.KeyAccessServer` until it is closed."""

    def __init__(self, machine):  # noqa: C901 - the handler stands in it
        self.machine, self.calls = machine, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                self.answer({**outer.configuration(), "token_endpoint": f"{outer.url}/token", "issuer": outer.url})

            def do_POST(self):
                body = self.body()
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                method = self.path.rsplit("/", 1)[-1]
                outer.calls.append(method)
                is_json = "json" in self.headers.get("Content-Type", "")
                try:
                    found = outer.handle(method, body, is_json=is_json, proof=self.headers.get("DPoP"))
                except Refused as refused:
                    status = {"unauthenticated": 401, "not_found": 404}.get(refused.code, 400)
                    self.answer({"code": refused.code, "message": refused.message}, status)
                    return
                if found is None:
                    self.answer({"code": "unimplemented", "message": method}, 404)
                elif method == "token" or is_json:
                    self.answer(found[0])
                else:
                    self.reply(found[1], "application/proto", 200)

            def body(self):
                if "chunked" not in self.headers.get("Transfer-Encoding", ""):
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                pieces = []
                while size := int(self.rfile.readline(), 16):
                    pieces.append(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
                return b"".join(pieces)

            def answer(self, value, status=200):
                self.reply(json.dumps(value).encode(), "application/json", status)

            def reply(self, data, kind, status):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def configuration(self):
        return {"platform_issuer": self.url, "idp": {"issuer": self.url, "token_endpoint": f"{self.url}/token"}}

    def handle(self, method, body, *, is_json, proof):
        now = datetime.now(UTC)  # noqa: TID251 - clients date their requests by the clock
        if method == "token":
            piece = base64.urlsafe_b64encode(b"{}").rstrip(b"=").decode()
            return {"access_token": f"{piece}.{piece}.x", "token_type": "Bearer", "expires_in": 3600}, b""
        if method == "GetWellKnownConfiguration":
            return {"configuration": self.configuration()}, field(1, struct(self.configuration()))
        if method == "ListKeyAccessServers":
            return {"keyAccessServers": [{"uri": self.url}]}, field(1, field(2, self.url))
        if method == "PublicKey":
            wanted = json.loads(body).get("algorithm", "") if is_json else fields(body).get(1, b"").decode()
            found = self.machine.public_key(wanted, now)
            return found, field(1, found["publicKey"]) + field(2, found["kid"])
        if method == "Rewrap":
            token = json.loads(body)["signedRequestToken"] if is_json else fields(body)[1].decode()
            reply = self.machine.rewrap(token, Caller("reader", proved(proof), may_be_unproved=True), now)
            return reply, rewrap_message(reply)
        return None
