"""Policies: which logs and which witnesses to trust, and how many of them must have seen a checkpoint.

* Names stand before they are used, and each is a member of one group at most: nobody counts twice.
* Witnesses of one public key are refused, and so are logs, whatever their names.
* A file that is not UTF-8 is refused, which the specification would let pass.
* Cosignatures older than the reader allows, and those from the future, count for nothing.

Source: C2SP tlog-policy.
"""

from attrs import frozen

from relto.audit.checkpoints import Checkpoint, parse_checkpoint
from relto.audit.encoding import shown
from relto.audit.keys import Kind, VerifierKey, parse_key
from relto.audit.notes import Note, Signed, verify_note, verify_signed_by
from relto.primitives import Malformed, Place, Unverified
from relto.primitives.limits import LOG_POLICY_BYTES, LOG_POLICY_NAMES

_AHEAD = 300
_NONE = "none"


@frozen
class Group:
    """Some witnesses or groups, of which a number must have seen a checkpoint.

    Args:
        least: how many, 1 to as many as there are members.
        members: names of witnesses and groups.
    """

    least: int
    members: tuple[str, ...]


@frozen
class Accepted:
    """A checkpoint that satisfies a policy.

    Args:
        checkpoint: the checkpoint.
        logs: keys of the log that signed it.
        witnesses: names of the witnesses that saw it, with their keys and times, in order of the policy.
        ignored: names of witnesses whose cosignature is too old or from the future.
    """

    checkpoint: Checkpoint
    logs: tuple[Signed, ...]
    witnesses: tuple[tuple[str, Signed], ...]
    ignored: tuple[str, ...] = ()


@frozen
class Policy:
    """Whom to trust with a checkpoint.

    Args:
        logs: keys of logs.
        witnesses: name of each witness, and its key.
        groups: name of each group, and what it is.
        quorum: name of the witness or group that must have seen it; ``none`` for nobody.
        oldest: how many seconds old a cosignature may be; ``None`` for any age. Not part of the file.
    """

    logs: tuple[VerifierKey, ...]
    witnesses: dict[str, VerifierKey]
    groups: dict[str, Group]
    quorum: str
    oldest: int | None = None

    def verify(self, note: Note, now: int) -> Accepted:
        """Check a signed checkpoint.

        1. The note's text is a checkpoint.
        2. A log of the policy signed it, whose key has the checkpoint's origin as its name.
        3. Signatures of the policy's witnesses hold; those too old or from the future are put aside.
        4. The quorum is reached.

        Args:
            note: the note.
            now: seconds since 1970.

        Raises:
            Unverified: a step fails.
            Malformed: the text is no checkpoint, or a signature has a length that its kind has not.
        """
        head = parse_checkpoint(note.text)  # 1
        logs = verify_signed_by(note, [key for key in self.logs if key.name == head.origin])  # 2
        by_key = {(key.name, key.id): name for name, key in self.witnesses.items()}
        named = [(by_key[one.key.name, one.key.id], one) for one in verify_note(note, self.witnesses.values())]  # 3
        fresh = tuple((name, one) for name, one in named if self._fresh(one, now))
        seen = {name for name, _ in fresh}
        ignored = tuple(name for name, _ in named if name not in seen)
        if not self._reached(self.quorum, seen):  # 4
            aside = f"; put aside for their time: {', '.join(ignored)}" if ignored else ""
            raise Unverified(f"the quorum `{self.quorum}` is not reached: seen by {', '.join(sorted(seen)) or 'no witness'}{aside}")
        return Accepted(head, tuple(logs), fresh, ignored)

    def _fresh(self, one: Signed, now: int) -> bool:
        if one.time is None:
            return self.oldest is None
        return one.time <= now + _AHEAD and (self.oldest is None or one.time >= now - self.oldest)

    def _reached(self, name: str, seen: set[str]) -> bool:
        reached = {_NONE: True} | {witness: witness in seen for witness in self.witnesses}
        for group, rule in self.groups.items():  # members stand before the group
            reached[group] = sum(reached[member] for member in rule.members) >= rule.least
        return reached[name]


def parse_policy(data: bytes, source: str = "policy", *, oldest: int | None = None) -> Policy:
    """A policy from its file.

    Args:
        data: the bytes, 1 MiB at most.
        source: what messages call it.
        oldest: how many seconds old a cosignature may be; ``None`` for any age.

    Raises:
        Malformed: it is no policy, or over a limit; with the line.
    """
    if len(data) > LOG_POLICY_BYTES:
        raise Malformed("larger than it may be", place=Place(source), expected=f"{LOG_POLICY_BYTES:,} bytes at most")
    reading = _Reading(source)
    if data and not data.endswith(b"\n"):
        raise Malformed("the last line is cut off", place=Place(source), expected="a newline at the end")
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        bad = next((one for one in line if (one < 0x20 and one != 0x09) or one == 0x7F), None)  # noqa: PLR2004 -- space, tab, delete
        if bad is not None:
            raise Malformed("a control character", place=Place(source, number), found=f"0x{bad:02x}", expected="none but tabs and newlines")
        try:
            words = line.decode("utf-8").replace("\t", " ").split(" ")
        except UnicodeDecodeError as error:
            raise Malformed("not UTF-8", place=Place(source, number), expected="UTF-8") from error
        some = [word for word in words if word]
        if some and not some[0].startswith("#"):
            reading.line(some, Place(source, number))
    return reading.policy(oldest)


class _Reading:
    """A policy being read, line by line."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._logs: list[VerifierKey] = []
        self._witnesses: dict[str, VerifierKey] = {}
        self._groups: dict[str, Group] = {}
        self._members: set[str] = set()
        self._quorum: str | None = None

    def line(self, words: list[str], place: Place) -> None:
        readers = {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._read_quorum}
        reader = readers.get(words[0])
        if reader is None:
            raise Malformed("not a line of a policy", place=place, found=shown(words[0]), expected="log, witness, group or quorum")
        reader(words[1:], place)

    def policy(self, oldest: int | None) -> Policy:
        if self._quorum is None:
            raise Malformed("no quorum", place=Place(self._source), expected="one line `quorum NAME`, or `quorum none`")
        return Policy(tuple(self._logs), self._witnesses, self._groups, self._quorum, oldest)

    def _log(self, words: list[str], place: Place) -> None:
        _count(words, 1, 2, place, "log VKEY [URL]")
        key = _key(words[0], place, (Kind.ED25519, Kind.ML_DSA_44), "a log")
        if any(one.public == key.public for one in self._logs):
            raise Malformed("a second log of one public key", place=place, found=shown(key.name), expected="each once")
        _room(self._logs, place)
        self._logs.append(key)

    def _witness(self, words: list[str], place: Place) -> None:
        _count(words, 2, 3, place, "witness NAME VKEY [URL]")
        key = _key(words[1], place, (Kind.COSIGNATURE, Kind.ML_DSA_44), "a witness")
        if any(one.public == key.public for one in self._witnesses.values()):
            raise Malformed("a second witness of one public key", place=place, found=shown(words[0]), expected="each once")
        _room(self._witnesses, place)
        self._witnesses[self._new(words[0], place)] = key

    def _group(self, words: list[str], place: Place) -> None:
        _count(words, 3, LOG_POLICY_NAMES, place, "group NAME all|any|NUMBER NAME…")
        members = words[2:]
        for name in members:
            self._known(name, place)
            if name in self._members:
                raise Malformed("a member of two groups, or twice of one", place=place, found=shown(name), expected="each in one group")
            self._members.add(name)
        counts = {"all": len(members), "any": 1} | {str(number): number for number in range(1, len(members) + 1)}
        if words[1] not in counts:
            raise Malformed("not a number of members", place=place, found=shown(words[1]), expected=f"all, any, or 1 to {len(members)}")
        _room(self._groups, place)
        self._groups[self._new(words[0], place)] = Group(counts[words[1]], tuple(members))

    def _read_quorum(self, words: list[str], place: Place) -> None:
        _count(words, 1, 1, place, "quorum NAME")
        if self._quorum is not None:
            raise Malformed("a second quorum", place=place, found=shown(words[0]), expected="one")
        self._quorum = words[0] if words[0] == _NONE else self._known(words[0], place)

    def _new(self, name: str, place: Place) -> str:
        if name == _NONE or name in self._witnesses or name in self._groups:
            raise Malformed("a name that is taken", place=place, found=shown(name), expected="a name of its own")
        return name

    def _known(self, name: str, place: Place) -> str:
        if name not in self._witnesses and name not in self._groups:
            raise Malformed("no such witness or group", place=place, found=shown(name), expected="a name that stands above")
        return name


def _count(words: list[str], least: int, most: int, place: Place, form: str) -> None:
    if not least <= len(words) <= most:
        raise Malformed("not the words of such a line", place=place, found=f"{len(words)} words", expected=form)


def _room(some: list[VerifierKey] | dict[str, VerifierKey] | dict[str, Group], place: Place) -> None:
    if len(some) >= LOG_POLICY_NAMES:
        raise Malformed("more of them than a policy may have", place=place, expected=f"{LOG_POLICY_NAMES} at most")


def _key(text: str, place: Place, kinds: tuple[Kind, ...], whose: str) -> VerifierKey:
    key = parse_key(text, str(place))
    if key.kind not in kinds:
        types = " or ".join(f"0x{kind:02x}" for kind in kinds)
        raise Malformed(f"a key of a kind that is not {whose}'s", place=place, found=f"type 0x{key.kind:02x}", expected=f"type {types}")
    return key
