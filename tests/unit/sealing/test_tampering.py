"""Every kind of tampering that stock readers were seen to accept, and more: each refused with its own reason, with nothing let out."""

import base64
import hashlib
import io
import json
import warnings
import zipfile
from datetime import timedelta

import pytest
from joserfc import jws
from joserfc.jwk import ECKey
from tests.unit.sealing import sealed as s

from relto.primitives import BrokenSeal
from relto.sealing import Trust, examine, open_sealed
from relto.sealing.labelling import label_assertion
from relto.sealing.manifest import assertion_hash, base64_of, read_manifest, tags
from relto.sealing.signing import bound_claims

FILE = s.sealed()
SEGMENTS = s.sealed(bytes(range(256)), s.terms(segment=100))


def reason(data, the=None, unwrapping=None):
    """Why a file is refused; nothing may have left for the reader's eyes by then."""
    with pytest.raises(BrokenSeal) as refused:
        s.opened(data, the, unwrapping)
    return refused.value.reason


def changed(change, data=FILE):
    manifest = s.manifest_of(data)
    change(manifest)
    return s.rebuilt(data, manifest)


def unsealed(change, data=FILE):
    """Change the manifest of a file of another program: it has a signed label and no seal."""

    def without_seal(manifest):
        manifest["assertions"] = [one for one in manifest["assertions"] if one["id"] != "relto-seal"]
        change(manifest)

    return changed(without_seal, data)


LABEL_ONLY = s.trust(require="label")


def test_what_was_not_touched_opens():
    assert s.opened(FILE) == s.TEXT
    assert s.opened(s.rebuilt(FILE)) == s.TEXT
    assert s.opened(unsealed(lambda _: None), LABEL_ONLY) == s.TEXT
    assert s.opened(SEGMENTS) == bytes(range(256))


def test_the_label_is_stripped():
    assert reason(changed(lambda m: m.pop("assertions"))) == "label-missing"
    assert reason(changed(lambda m: m["assertions"].pop(0))) == "label-missing"
    assert reason(changed(lambda m: m.pop("assertions")), LABEL_ONLY) == "label-missing"


def test_the_seal_is_stripped():
    assert reason(unsealed(lambda _: None)) == "seal"


def relabelled(manifest, kid="usa-sign-1", key=None, text="UNCLASSIFIED", header=None):
    """Exchange the label for another, signed with some key."""
    one = label_assertion(s.label(text), "stanag4774")
    claims = bound_claims(assertion_hash(one), tags(read_manifest(json.dumps(manifest).encode())))
    own = ECKey.import_key(s.private_pem(key or s.ec_key("stranger")))
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    signature = jws.serialize_compact({"alg": "ES256", "kid": kid, **(header or {})}, claims, own, registry=registry)
    made = {"id": one.id, "type": one.type, "scope": one.scope, "statement": {"format": one.statement.format}}
    made["statement"] |= {"value": one.statement.value, "schema": one.statement.schema}
    made |= {"appliesToState": one.appliesToState, "binding": {"method": "jws", "signature": signature}}
    manifest["assertions"][0] = made


def test_the_label_is_rewritten_and_signed_by_a_stranger():
    assert reason(unsealed(lambda m: relabelled(m, kid="stranger-1")), LABEL_ONLY) == "stranger"
    assert reason(unsealed(relabelled), LABEL_ONLY) == "label-signature"


@pytest.mark.parametrize("name", ["jwk", "x5c", "jku", "x5u", "crit", "b64"])
def test_a_signature_that_brings_its_own_key_or_terms(name):
    jwk = ECKey.import_key(s.private_pem(s.ec_key("stranger"))).as_dict(private=False)
    value = {"jwk": jwk, "x5c": ["MII="], "jku": "https://a.example", "x5u": "https://a.example", "crit": ["exp"], "b64": "true"}[name]
    file = unsealed(relabelled)
    manifest = s.manifest_of(file)
    signature = manifest["assertions"][0]["binding"]["signature"].split(".")
    header = {"alg": "ES256", "kid": "usa-sign-1", name: value}
    signature[0] = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    manifest["assertions"][0]["binding"]["signature"] = ".".join(signature)
    assert reason(s.rebuilt(file, manifest), LABEL_ONLY) == "key-in-header"


def test_the_label_is_rewritten_and_signed_with_the_key_of_the_content():
    def exchange(manifest):
        one = manifest["assertions"][0]
        header = base64.urlsafe_b64encode(b'{"alg":"HS256"}').rstrip(b"=").decode()
        one["binding"]["signature"] = ".".join([header, *one["binding"]["signature"].split(".")[1:]])

    assert reason(unsealed(exchange), LABEL_ONLY) == "label-unsigned"
    assert reason(unsealed(lambda m: m["assertions"][0].pop("binding")), LABEL_ONLY) == "label-unsigned"


@pytest.mark.parametrize("name", ["none", "HS512", "RS512", "EdDSA", ""])
def test_an_unknown_algorithm_of_a_signature(name):
    def exchange(manifest):
        one = manifest["assertions"][0]
        header = base64.urlsafe_b64encode(json.dumps({"alg": name}).encode()).rstrip(b"=").decode()
        one["binding"]["signature"] = ".".join([header, *one["binding"]["signature"].split(".")[1:]])

    assert reason(unsealed(exchange), LABEL_ONLY) == "algorithm"


def test_the_label_of_another_file():
    other = s.manifest_of(s.sealed(b"something else"))["assertions"][0]
    assert reason(unsealed(lambda m: m["assertions"].__setitem__(0, other)), LABEL_ONLY) == "label-signature"


def test_the_label_is_edited_under_its_signature():
    def edit(manifest):
        statement = manifest["assertions"][0]["statement"]
        statement["value"] = statement["value"].replace("SECRET", "UNCLASSIFIED")

    assert reason(unsealed(edit), LABEL_ONLY) == "label-signature"
    assert reason(changed(edit)) == "seal"


def test_a_second_label_beside_the_first():
    def add(manifest):
        manifest["assertions"].insert(1, {**manifest["assertions"][0], "id": "another"})

    assert reason(unsealed(add), LABEL_ONLY) == "duplicate"


def test_two_forms_of_the_label_that_differ():
    file = s.sealed(the=s.terms(forms=("stanag4774", "json4774")))
    assert s.opened(file) == s.TEXT

    def edit(manifest):
        statement = manifest["assertions"][1]["statement"]
        statement["value"] = statement["value"].replace("SECRET", "CONFIDENTIAL")

    assert reason(unsealed(edit, file), LABEL_ONLY) == "label-and-attributes"


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("encryptionInformation", "integrityInformation", "rootSignature", "alg"), "GMAC", "algorithm"),
        (("encryptionInformation", "integrityInformation", "segmentHashAlg"), "HS256", "algorithm"),
        (("encryptionInformation", "method", "algorithm"), "AES-256-CBC", "algorithm"),
        (("encryptionInformation", "type"), "remote", "algorithm"),
        (("encryptionInformation", "keyAccess", 0, "type"), "remote", "algorithm"),
        (("encryptionInformation", "keyAccess", 0, "policyBinding", "alg"), "none", "algorithm"),
        (("payload", "isEncrypted"), False, "not-encrypted"),
        (("payload", "url"), "https://a.example/payload", "manifest"),
        (("payload", "isEncrypted"), "true", "manifest"),
        (("schemaVersion",), "4.2.0", "version"),
        (("schemaVersion",), None, "version"),
        (("encryptionInformation", "integrityInformation", "segments", 0, "segmentSize"), None, "sizes"),
        (("encryptionInformation", "integrityInformation", "segments", 0, "encryptedSegmentSize"), None, "sizes"),
        (("encryptionInformation", "integrityInformation", "segments", 0, "segmentSize"), 2**63, "sizes"),
        (("encryptionInformation", "integrityInformation", "segments", 0, "segmentSize"), -1, "sizes"),
        (("encryptionInformation", "integrityInformation", "segments"), [], "sizes"),
        (("encryptionInformation", "keyAccess"), [], "manifest"),
        (("encryptionInformation", "keyAccess", 0, "wrappedKey"), "AAAA", "key"),
        (("encryptionInformation", "keyAccess", 0, "kid"), "nobody-1", "key"),
        (("encryptionInformation", "integrityInformation", "rootSignature", "sig"), base64_of(bytes(32)), "root"),
        (("encryptionInformation", "integrityInformation", "segments", 0, "hash"), base64_of(bytes(16)), "root"),
        (("unknown",), 1, "manifest"),
    ],
)
def test_a_field_of_the_manifest_is_changed(path, value, why):
    def change(manifest):
        inner = manifest
        for name in path[:-1]:
            inner = inner[name]
        inner[path[-1]] = value

    assert reason(changed(change)) in {why, "seal"}
    assert reason(changed(lambda m: (m.pop("assertions"), change(m))), s.trust(require="nothing")) == why


def test_segments_truncated_reordered_and_said_otherwise():
    payload = s.payload_of(SEGMENTS)
    bare = s.trust(require="nothing")

    def dropped(manifest):
        manifest.pop("assertions")
        manifest["encryptionInformation"]["integrityInformation"]["segments"].pop()

    def swapped(manifest):
        manifest.pop("assertions")
        segments = manifest["encryptionInformation"]["integrityInformation"]["segments"]
        segments[0], segments[1] = segments[1], segments[0]

    short, crossed = s.manifest_of(SEGMENTS), s.manifest_of(SEGMENTS)
    dropped(short)
    swapped(crossed)
    assert reason(s.rebuilt(SEGMENTS, short, payload[:256]), bare) == "root"
    assert reason(s.rebuilt(SEGMENTS, crossed, payload[128:256] + payload[:128] + payload[256:]), bare) == "root"
    assert reason(s.rebuilt(SEGMENTS, None, payload[:256])) == "sizes"
    assert reason(s.rebuilt(SEGMENTS, None, payload + b"x")) == "sizes"
    assert reason(s.rebuilt(SEGMENTS, None, payload[128:256] + payload[:128] + payload[256:])) == "segment"


def test_content_is_changed_under_its_tag():
    payload = bytearray(s.payload_of(FILE))
    payload[13] ^= 1
    assert reason(s.rebuilt(FILE, None, bytes(payload))) == "segment"


def test_the_policy_is_edited():
    def edit(manifest):
        inner = manifest["encryptionInformation"]
        policy = json.loads(base64.b64decode(inner["policy"]))
        policy["body"]["dataAttributes"] = []
        inner["policy"] = base64_of(json.dumps(policy).encode())

    assert reason(unsealed(edit), LABEL_ONLY) == "label-and-attributes"
    assert reason(changed(lambda m: (m.pop("assertions"), edit(m))), s.trust(require="nothing")) == "policy"
    assert reason(changed(edit)) == "seal"


def test_identifiers_that_stand_twice():
    assert reason(changed(lambda m: m["assertions"].append(m["assertions"][0]))) == "duplicate"
    ways = lambda m: m["encryptionInformation"]["keyAccess"]  # noqa: E731
    assert reason(changed(lambda m: ways(m).append(ways(m)[0]))) == "duplicate"
    text = (
        json.dumps(s.manifest_of(FILE)).encode().replace(b'{"encryptionInformation"', b'{"schemaVersion":"4.3.0","encryptionInformation"')
    )
    assert reason(s.rebuilt(FILE, text)) == "manifest"


def test_a_manifest_that_is_written_otherwise():
    assert reason(s.rebuilt(FILE, json.dumps(s.manifest_of(FILE)).encode())) == "seal"
    assert reason(s.rebuilt(FILE, json.dumps(s.manifest_of(FILE)).encode().replace(b"manifest", b"\\u006danifest"))) in {"seal", "manifest"}


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 50 + b"1" + b"}" * 50, b"", b"null", b"[]", b"\xff", b"NaN", b"9" * 10_000])
def test_a_manifest_that_is_none(data):
    assert reason(s.rebuilt(FILE, data)) == "manifest"


def test_a_manifest_of_a_hundred_megabytes_is_not_read():
    assert reason(s.rebuilt(FILE, b" " * 100_000_000)) == "container"


def test_keys_that_may_not_sign():
    past = s.AT - timedelta(days=1)
    assert reason(FILE, s.trust(s.pinned(revoked=True))) == "stranger"
    assert reason(FILE, s.trust(s.pinned(valid_until=past))) == "stranger"
    assert reason(FILE, s.trust(s.pinned(systems=frozenset({"nato"})))) == "stranger"
    assert reason(FILE, Trust((), s.AT)) == "stranger"
    assert reason(FILE, s.trust(at=past)) == "stranger"


def test_an_expired_key_signed_what_it_signed():
    assert s.opened(FILE, s.trust(at=s.UNTIL + timedelta(days=900))) == s.TEXT


def test_the_seal_of_one_and_the_label_of_another():
    both = s.trust(s.pinned(), s.pinned("aus"))
    other = s.manifest_of(s.sealed(sign=s.signer("aus").sign))
    assert reason(changed(lambda m: m["assertions"].__setitem__(-1, other["assertions"][-1])), both) == "seal"


def test_a_key_that_is_wrapped_for_somebody_else():
    assert reason(FILE, None, s.opener(("aus-1", s.ec_key("aus")))) == "key"
    assert reason(FILE, None, s.opener(("jpn-1", s.rsa_key("nobody")))) == "key"


def test_a_flipped_bit_at_every_byte_is_detected():
    """All bytes, with one bit each by position, and nothing of the content in the open before the refusal."""
    assert s.opened(FILE) == s.TEXT
    unwrapping, the = s.opener(), s.trust()
    passed = []
    for place in range(len(FILE)):
        data = bytearray(FILE)
        data[place] ^= 1 << place % 8
        file, sink = io.BytesIO(bytes(data)), io.BytesIO()
        try:
            open_sealed(file, examine(file, the), sink, unwrap=unwrapping)
        except BrokenSeal:
            continue
        passed.append(place)
    assert passed == []


@pytest.mark.parametrize("cut", range(1, 200, 7))
def test_a_file_that_ends_early_or_late(cut):
    assert reason(FILE[:-cut]) == "container"
    assert reason(FILE + bytes(cut)) == "container"
    assert reason(bytes(cut) + FILE) == "container"


def archive(*entries, comment=b""):
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as made:
        warnings.simplefilter("ignore")  # of names that stand twice
        made.comment = comment
        for info, data in entries:
            made.writestr(info, data)
    return out.getvalue()


def entry(name, **more):
    info = zipfile.ZipInfo(name)
    for key, value in more.items():
        setattr(info, key, value)
    return info


@pytest.mark.parametrize(
    "data",
    [
        archive(),
        archive((entry("0.payload"), b"x")),
        archive((entry("0.manifest.json"), b"{}"), (entry("0.payload"), b"x")),
        archive((entry("0.payload"), b"x"), (entry("0.manifest.json"), b"{}"), (entry("more"), b"")),
        archive((entry("0.payload"), b"x"), (entry("0.payload"), b"y")),
        archive((entry("/0.payload"), b"x"), (entry("0.manifest.json"), b"{}")),
        archive((entry("../0.payload"), b"x"), (entry("0.manifest.json"), b"{}")),
        archive((entry("0.payload"), b"x"), (entry("a/../0.manifest.json"), b"{}")),
        archive((entry("0.payload", create_system=3, external_attr=0o120777 << 16), b"/etc"), (entry("0.manifest.json"), b"{}")),
        archive((entry("0.payload"), b"x"), (entry("0.manifest.json", compress_type=zipfile.ZIP_DEFLATED), b" " * 1_000_000)),
        archive((entry("0.payload", compress_type=zipfile.ZIP_DEFLATED), bytes(10**7)), (entry("0.manifest.json"), b"{}")),
        archive((entry("0.payload"), b"x"), (entry("0.manifest.json"), b"{}"), comment=b"a comment"),
        archive(*((entry(f"{number}"), b"") for number in range(70_000))),
    ],
    ids=range(13),
)
def test_archives_that_are_no_sealed_file(data):
    assert reason(data) == "container"


def test_entries_that_overlap():
    manifest = s.rebuilt(FILE)
    at = manifest.rindex(b"PK\x01\x02")  # the central entry of the manifest: let it begin within the content
    forged = bytearray(manifest)
    forged[at + 42 : at + 46] = (40).to_bytes(4, "little")
    assert reason(bytes(forged)) == "container"


def test_what_the_seal_signs_is_the_digest_of_the_manifest():
    """The seal's claims name the digest of all else in the manifest, so that a third party can check them with any library."""
    manifest = s.manifest_of(FILE)
    last = manifest["assertions"].pop()
    claims = json.loads(base64.urlsafe_b64decode(last["statement"]["value"].split(".")[1] + "=="))
    canonical = json.dumps(manifest, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    assert claims["manifest"] == hashlib.sha256(canonical).hexdigest()
