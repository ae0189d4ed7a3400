"""Files of agreements, networks, consents and cases: what is taken is plain YAML, and what a check passes also loads."""

import random
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from relto.agreements import check as checked
from relto.agreements import library_path, load_assessments, load_cases, load_consent, load_network
from relto.primitives import Conflict, Malformed
from relto.primitives.limits import STRUCTURED_DEPTH
from tests.fuzz import damage
from tests.fuzz.labels import any_words
from tests.fuzz.markings import clean
from tests.fuzz.running import Target

Given = tuple[str, bytes]
"""Name of the file inside its network, and what stands in it."""

_KEPT = ("example-isac-tlp", "jpn-nzl-2025", "nato-1997", "fvey-1946")
_CONSENT = b"""id: usa-2026-114
by: USA
recipients: [JPN]
given_on: 2026-11-20
scheme: nz
up_to: SECRET
written: true
from: 2026-11-21
until: 2027-11-21
holders: [NZL]
items: ["a", b]
compartments: []
purposes: [disaster-relief]
conditions: [return it by 31 March 2027]
"""
_JSON = (
    b'{"id": "usa-1", "by": "USA", "recipients": ["JPN"], "given_on": "2026-11-20", "scheme": "us", "up_to": "SECRET", "written": false}'
)
_WORDS = [
    "null", "true", "false", "~", "yes", "NO", "0", "-1", "9" * 400, "1e999", ".nan", "0x7fffffffffffffff", "2026-02-30", "0000-00-00", "0001-01-01",
    "9999-12-31", "10000-01-01", "2026-11-23T00:00:00Z", "[]", "{}", "[[]]", "{a: b}", "''", '"\\e[31m"', '"\\u202e"', '"\\0"', '"\\ud800"', "|", ">-",
    "- ", "? ", ": ", ", ", "#", "%YAML 1.2", "---", "...", "&a", "*a", "!!python/object:os.system", "!x", "!", "<<", "<<: {a: b}", "'<<': a", "@", "`",
    "\t", "  ", "    ", "\u2028", "\u0085", "\ufeff", "\u200b", "[" * 30, "{a: " * 30, "- " * 30, "id", "from", "until", "parties", "clauses", "effect", "rows",
    "kind", "levels", "members", "cases", "rules", "consents", "source", "says", "article", "JPN", "NZL", "QQQ", "EU", "FVEY", "jpn-nzl-2025", "permit",
]  # fmt: skip
_CUT = re.compile(rb"[\w-]+|\s+|.", re.DOTALL)
_SMUGGLED = (
    (re.compile(rb"(?m)^( *(?:- )?[a-z_]+: )([A-Za-z0-9].*)$"), rb"\1&x \2", "anchor"),
    (re.compile(rb"(?m)^( *(?:- )?[a-z_]+: )([A-Za-z0-9].*)$"), rb"\1*x", "alias"),
    (re.compile(rb"(?m)^( *(?:- )?[a-z_]+: )([A-Za-z0-9].*)$"), rb"\1!!str \2", "tag"),
    (re.compile(rb"(?m)^( *(?:- )?)([a-z_]+: )([A-Za-z0-9].*)$"), rb"\1!x \2\3", "tag on a key"),
    (re.compile(rb"(?m)^( *)([a-z_]+: )([A-Za-z0-9].*)$"), rb"\1\2\3\n\1\2\3", "key twice"),
    (re.compile(rb"(?m)^( *)([a-z_]+: )([A-Za-z0-9].*)$"), rb"\1\2\3\n\1<<: {a: b}", "merge key"),
    (re.compile(rb"\A"), b"%YAML 1.1\n---\n", "directive"),
    (re.compile(rb"\Z"), b"\n---\na: b\n", "second document"),
    (re.compile(rb"(?m)^( +)([a-z_]+: )"), rb"\t\2", "tab"),
)


@cache
def _network() -> Path:
    """A copy of a part of the library, in which one file at a time is put in place of its own."""
    folder = Path(tempfile.mkdtemp(prefix="relto-fuzz-network-")) / "network"
    shutil.copytree(library_path(), folder)
    for one in folder.iterdir():
        if one.is_dir() and one.name not in (*_KEPT, "national"):
            shutil.rmtree(one)
    (folder / "consent.yaml").write_bytes(_CONSENT)
    (folder / "consent.json").write_bytes(_JSON)
    (folder / "assessments.yaml").write_text("assessments:\n  - {rule: nzl-assessment, recipient: JPN, from: 2026-01-01}\n")
    return folder


@cache
def _files() -> tuple[tuple[str, bytes], ...]:
    """Every file of the network, by name, with what stands in it."""
    folder = _network()
    files = sorted([*folder.rglob("*.yaml"), *folder.rglob("*.json")])
    return tuple((str(file.relative_to(folder)), file.read_bytes()) for file in files)


def make(rng: random.Random, number: int) -> Given:
    """A file, damaged by tokens, by lines, by bytes, or with one thing in it that is not plain YAML."""
    name, data = rng.choice(_files())
    how = rng.random()
    if how < 0.35:
        return name, _tokens(rng, data)
    if how < 0.6:
        lines = data.decode().split("\n")
        for _ in range(damage.often(rng)):
            lines = damage.tokens(rng, lines, [*_WORDS, *lines])
        return name, "\n".join(lines).encode("utf-8", "surrogatepass")
    if how < 0.75:
        return name, damage.octets(rng, data)
    if how < 0.78:
        return name, rng.randbytes(rng.randint(0, 200))
    if how < 0.8:
        return name, " ".join(rng.choice(_WORDS) for _ in range(rng.randint(0, 30))).encode()
    return name, _smuggled(rng, data)


def _tokens(rng: random.Random, data: bytes) -> bytes:
    parts = [part.decode("utf-8", "surrogateescape") for part in _CUT.findall(data)]
    words = _WORDS if rng.random() < 0.6 else [*any_words(), *damage.WHOLE]
    for _ in range(damage.often(rng)):
        parts = damage.tokens(rng, parts, words)
    return "".join(parts).encode("utf-8", "surrogateescape")


def _smuggled(rng: random.Random, data: bytes) -> bytes:
    pattern, after, _ = rng.choice(_SMUGGLED)
    places = list(pattern.finditer(data))
    if not places:
        return data
    place = rng.choice(places)
    return data[: place.start()] + place.expand(after) + data[place.end() :]


def check(given: Given) -> str:
    """Puts the file in its place, checks and loads what it stands in."""
    name, data = given
    file = _network() / name
    good = dict(_files()).get(name, b"")
    try:
        file.write_bytes(data)
        return _read(file, data)
    finally:
        file.write_bytes(good)


def _read(file: Path, data: bytes) -> str:
    alone = [problem for problem in checked(file) if problem.severity == "error"]
    whole = [problem for problem in checked(_network()) if problem.severity == "error"]
    for problem in (*alone, *whole):
        clean(str(problem))
        lines = data.count(b"\n") + data.count(b"\r") + data.count(b"\x85") + data.count(b"\xe2\x80") + 1
        assert problem.place.source != str(file) or (problem.place.line or 1) <= lines, f"a problem outside the file: {problem}"
    loaded = _loads(load_network, _network())
    if file.name not in ("cases.yaml", "consent.yaml", "consent.json"):
        mine = [one for one in whole if not one.place.source.endswith("cases.yaml")]
        assert loaded == (not mine), f"a check and loading differ: {[*map(str, mine)][:3]}"
    taken = _single(file, loaded)
    assert not taken or not alone, f"what loads has a problem: {alone[0]}"
    if not taken:
        return "refused"
    _plain(file, data)
    return "taken"


def _loads(load: Any, path: Path) -> bool:
    try:
        load(path)
    except (Malformed, Conflict) as refused:
        clean(str(refused))
        return False
    return True


def _single(file: Path, loaded: bool) -> bool:
    """Whether the file is taken, by itself or as a part of its network."""
    load = {"cases.yaml": load_cases, "assessments.yaml": load_assessments, "consent.yaml": load_consent, "consent.json": load_consent}
    if file.name not in load:
        return loaded
    return _loads(load[file.name], file)


def _plain(file: Path, data: bytes) -> None:
    """What another reader of YAML sees in a file that was taken: one document, no reference, no tag, no key twice, no depth."""
    text = data.decode("utf-8-sig")
    assert file.suffix == ".json" or "\t" not in text, "a tab was taken"
    text = text.replace("\t", " ")
    events = list(yaml.parse(text, Loader=yaml.SafeLoader))
    assert sum(isinstance(event, yaml.DocumentStartEvent) for event in events) == 1, "not one document"
    for event in events:
        assert not isinstance(event, yaml.AliasEvent), "an alias was taken"
        assert getattr(event, "anchor", None) is None, "an anchor was taken"
        assert getattr(event, "tag", None) is None, "a tag was taken"
        assert not getattr(event, "tags", None), "a directive was taken"
        assert not getattr(event, "version", None), "a directive was taken"
    _each_key_once(yaml.compose(text, Loader=yaml.SafeLoader), 0)


def _each_key_once(node: Any, depth: int) -> None:
    assert depth <= STRUCTURED_DEPTH, "nested too deeply, and taken"
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            _each_key_once(one, depth + 1)
    elif isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        assert all(isinstance(key, yaml.ScalarNode) for key, _ in node.value), "a key that is no text was taken"
        assert len(keys) == len(set(keys)), f"a key that stands twice was taken: {keys}"
        assert not any(key.value == "<<" and key.style is None for key, _ in node.value), "a merge key was taken"
        for _, one in node.value:
            _each_key_once(one, depth + 1)


TARGETS = (Target("agreements", make, check),)
