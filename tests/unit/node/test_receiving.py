"""What comes in and does not hold is not held, each for its own reason; a counterpart may be careless, broken into, or false."""

import io
from datetime import date

import msgspec
import pytest
from attrs import evolve
from tests.exchanging import settle
from tests.nodes import ciphertexts
from tests.releasing import REPORT, parties

from relto.markings import read_kept
from relto.markings.formats.model import machine
from relto.node.exchange.signing import recipients
from relto.node.releasing.sending import sealing_key
from relto.primitives import BrokenSeal
from relto.protocols.peer import Approval, Marked, Portion, content_of, manifest_sha256, parse_envelope, parse_message
from relto.sealing import Terms, seal


@pytest.fixture(scope="module")
def nodes(kept):
    del kept
    return parties("NZL", "JPN", "USA")


@pytest.fixture(scope="module")
def came(nodes):
    """A release of New Zealand to Japan as it came: its header, its body, its sealed content."""
    nzl, _, _ = nodes
    staff = nzl.staff()
    sent = nzl.released(staff, nzl.holdings.hold_document(staff.drafter, REPORT).held.id, "JPN")
    with nzl.store.read() as work:
        envelope = parse_envelope(work.exchange.envelope(sent.message))
    return envelope.header, parse_message("release", envelope.body, attached=True), envelope.attachment


def approved(release, **said):
    """The release with something else said in its manifest, and approved so."""
    manifest = msgspec.structs.replace(release.manifest, **said)
    digest = manifest_sha256(manifest)
    approvals = [msgspec.structs.replace(one, manifest_sha256=digest) for one in release.approvals]
    return msgspec.structs.replace(release, manifest=manifest, approvals=approvals)


def sealed_by(node, to, content, marked, mime="text/markdown"):
    """Content sealed by a node for another."""
    at = node.clock.now().replace(microsecond=0)
    label = read_kept(marked.system, marked.text, marked.on)
    key = sealing_key(node.node, at)
    with node.store.read() as work:
        terms = Terms(machine(label), (recipients(work, to, at),), at, mime=mime)
    sink = io.BytesIO()
    seal(
        io.BytesIO(content),
        sink,
        terms,
        size=len(content),
        sign=lambda payload: node.keys.sign(key.kid, payload, at),
        entropy=node.node.entropy,
    )
    return sink.getvalue()


def refused(nodes, came, release=None, sealed=None, sender=None):
    """The reason for which it is refused; ``None`` where it is not."""
    header, before, attachment = came
    jpn = nodes[1]
    header = header if sender is None else msgspec.structs.replace(header, sender=sender)
    try:
        jpn.held.examining(header.sender, jpn.clock.now())(header, release or before, attachment if sealed is None else sealed)
    except BrokenSeal as error:
        return error.reason
    return None


def test_as_it_was_released_it_holds(nodes, came):
    assert refused(nodes, came) is None


def test_a_seal_that_was_touched_does_not_hold(nodes, came):
    _, _, sealed = came
    for at in range(0, len(sealed), max(1, len(sealed) // 40)):
        assert refused(nodes, came, sealed=sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]) == "seal"
    for cut in (0, 1, len(sealed) // 2, len(sealed) - 1):
        assert refused(nodes, came, sealed=sealed[:cut]) == "seal"


def test_what_another_party_sealed_is_not_the_senders(nodes, came):
    nzl, jpn, usa = nodes
    _, release, _ = came
    content = tearline(nodes, came)
    assert refused(nodes, came, sealed=sealed_by(usa, "JPN", content, release.manifest.banner)) == "seal"
    assert refused(nodes, came, sender="USA") in ("seal", "manifest")
    assert refused(nodes, came, sealed=sealed_by(nzl, "USA", content, release.manifest.banner)) == "seal"
    assert jpn.holdings is not None


def test_what_was_not_approved_is_not_taken(nodes, came):
    _, release, _ = came
    one = release.approvals[0]
    for changed in (
        msgspec.structs.replace(release, approvals=[one]),
        msgspec.structs.replace(release, approvals=[one, one]),
        msgspec.structs.replace(release, manifest=msgspec.structs.replace(release.manifest, purpose="something-else")),
        msgspec.structs.replace(
            release, approvals=[*release.approvals[:1], Approval(person="p", office="o", at=one.at, manifest_sha256="0" * 64)]
        ),
        approved(release, recipient="USA"),
        approved(release, instrument="jpn-usa-2007"),
        approved(release, instrument="no-such-agreement"),
        approved(release, content=content_of(b"something else", "text/markdown", b"s" * 16)),
    ):
        assert refused(nodes, came, changed) == "manifest"


def tearline(nodes, came):
    """The content that was released."""
    jpn = nodes[1]
    header, release, sealed = came
    opened = jpn.held.examining(header.sender, jpn.clock.now())(header, release, sealed).opened
    vaulted = opened.prepared.held.vaulted
    vault = jpn.node.vault
    return vault.open(vault.unwrap(vaulted.wrapped), opened.prepared.away.small, f"{opened.prepared.held.id} content")


def test_lowered_label_anywhere_is_found(nodes, came):
    nzl, _, _ = nodes
    _, release, _ = came
    banner, portions, content = release.manifest.banner, release.manifest.portions, tearline(nodes, came)
    low = Marked(system="nz", text="UNCLASSIFIED", on=banner.on)

    def with_portion(at, marked):
        return [msgspec.structs.replace(one, marked=marked) if n == at else one for n, one in enumerate(portions)]

    secret = next(n for n, one in enumerate(portions) if one.marked.text.startswith("SECRET"))
    lowered = content.replace(b"(S//REL TO NZL, JPN) [3]", b"(U) [3]")
    assert lowered != content
    for release_, data, marked in (
        (approved(release, banner=low), content, banner),  # the manifest alone
        (release, content, low),  # the seal alone
        (approved(release, banner=low), content, low),  # both, and the parts stand above
        (approved(release, portions=with_portion(secret, low)), content, banner),  # a part alone
        (approved(release, portions=portions[:-1]), content, banner),  # a part left out
        (approved(release, portions=[*portions, Portion(id="9", marked=low)]), content, banner),  # a part too many
        (approved(release, portions=[Portion(id="1", marked=banner)]), content, low),
        (approved(release, banner=Marked(system="nz", text="SEKRIT", on=banner.on)), content, banner),
        (approved(release, banner=Marked(system="jp", text="極秘", on=banner.on)), content, banner),
        (approved(release, banner=msgspec.structs.replace(banner, on=date(2020, 1, 1))), content, banner),
    ):
        assert refused(nodes, came, release_, sealed_by(nzl, "JPN", data, marked)) == "label"
    changed = content_of(lowered, "text/markdown", b"s" * 16)
    assert refused(nodes, came, approved(release, content=changed), sealed_by(nzl, "JPN", lowered, banner)) == "label"


def test_a_level_that_no_agreement_carries_here_is_not_taken(nodes, came):
    nzl, _, _ = nodes
    _, release, _ = came
    marked = Marked(system="nz", text="RESTRICTED//REL TO NZL, JPN", on=release.manifest.banner.on)
    changed = approved(release, banner=marked, portions=[Portion(id="1", marked=marked)], content=content_of(b"x", "text/plain", b"s" * 16))
    assert refused(nodes, came, changed, sealed_by(nzl, "JPN", b"x", marked, "text/plain")) == "label"


def test_what_is_refused_leaves_nothing_and_what_holds_is_held_once(nodes, came):
    nzl, jpn, _ = nodes
    before = ciphertexts(jpn.node)
    refused(nodes, came, sealed=b"")
    assert ciphertexts(jpn.node) == before
    settle(nzl, jpn)
    settle(nzl, jpn)
    held = jpn.holdings.page(jpn.staff().analyst).entries
    assert len(held) == 1
    assert evolve(held[0].held, number=0).received.message == came[0].id
