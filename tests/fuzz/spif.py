"""Security policies, damaged: a refusal, or a policy that is written and read again the same; and markings of it, which come back."""

import random
import re
from pathlib import Path

from relto.labels import Label
from relto.markings import system
from relto.markings.spif import Policy, PolicySystem, export, read_spif, write_policy
from relto.primitives import Malformed
from tests.fuzz import damage
from tests.fuzz.markings import clean
from tests.fuzz.running import Guided, Target

_HARBOUR = (Path(__file__).parents[2] / "examples" / "harbour.spif.xml").read_bytes()
SOURCES = (_HARBOUR, _HARBOUR, _HARBOUR, *(write_policy(export(system(name))) for name in ("tlp", "iep", "nato")))
_CUT = re.compile(r"<[^>]*>|[^<\s]+|\s+|.", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_VALUES = [
    "", " ", "true", "false", "0", "1", "-1", "999999999", "9" * 40, "unbounded", "restrictive", "permissive", "enumerated", "tagType7", "encrypt",
    "decrypt", "both", "all", "onlyOne", "oneOrMore", "OPEN", "SEALED", "HARBOUR", "Cargo", "Quays", "PILOT", "NORTH", "replacePolicy", "pageTop",
    "portionMarking", "noNameDisplay", "suppressClassName", "fr", "fr-CA", "1.2.3", "2.25.1", "&amp;", "&lt;", "&#x202e;", "&x;", "a" * 300, "2.0", "3.0",
]  # fmt: skip
_WORDS = [
    "<!DOCTYPE a>", "<![CDATA[x]]>", "<?x y?>", "<!-- c -->", "</SPIF>", "<x/>", "<code>replacePolicy</code>", "<excludedClass>OPEN</excludedClass>",
    '<markingData phrase="X"><code>suppressClassName</code></markingData>', '<markingData phrase=""><code>replacePolicy</code></markingData>',
    '<requiredCategory operation="all"><categoryGroup tagSetRef="Cargo" tagType="restrictive"/></requiredCategory>', "<extensions/>", "text",
    '<markingQualifier><qualifier markingQualifier="" qualifierCode="separator"/></markingQualifier>', '<tagCategory name="A" lacv="9"/>',
]  # fmt: skip


def make(rng: random.Random, _number: int) -> bytes:
    """A policy with attributes, elements or bytes damaged."""
    return change(rng, rng.choice(SOURCES))


def change(rng: random.Random, data: bytes) -> bytes:
    """Damages attributes, elements or bytes."""
    how = rng.random()
    if how < 0.15:
        return damage.octets(rng, data)
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(damage.often(rng)):
        places = list(_ATTRIBUTE.finditer(text))
        if how < 0.6 and places:
            place = rng.choice(places)
            text = f'{text[: place.start()]}{place[1]}="{rng.choice([*_VALUES, rng.choice(places)[2]])}"{text[place.end() :]}'
        else:
            parts = _CUT.findall(text)
            text = "".join(damage.tokens(rng, parts, [*_WORDS, *rng.sample(parts, min(len(parts), 20))]))
    return text.encode("utf-8", "surrogateescape")


def check(given: bytes) -> str:
    """Reads it; what is taken is written and read again the same, and so are markings of it."""
    try:
        policy = read_spif(given)
        one = PolicySystem(policy)
    except Malformed as refused:
        clean(str(refused))
        return "refused"
    if not policy.passed_over:
        again = write_policy(policy)
        assert read_spif(again) == policy, "written and read again it is another policy"
        assert write_policy(read_spif(again)) == again, "written a second time it is other bytes"
    return _markings(policy, one)


def _markings(policy: Policy, one: PolicySystem) -> str:
    written = 0
    names = [entry.name for entry in one.tables.entries if entry.tag_set.part in {None, "controls"} and not entry.permissive]
    for level in one.scheme.levels[:8]:
        for controls in ((), names[:1], names[1:3]):
            label = Label(one.scheme, level, controls=frozenset(controls))
            for kind in ("banner", "portion"):
                try:
                    text = one.render(label, kind=kind)
                except Malformed as refused:
                    clean(str(refused))
                    continue
                written += 1
                assert one.parse(text, kind=kind).label == label, f"`{text}` comes back as another label"
                _damaged(one, text, kind, label)
    return "taken, with markings" if written else "taken"


def _damaged(one: PolicySystem, text: str, kind: str, label: Label) -> None:
    for changed in (text.lower(), text[:-1], text * 2, f"{text} ", text.replace(" ", "")):
        try:
            found = one.parse(changed, kind=kind, lenient=True)
        except Malformed as refused:
            clean(str(refused))
            continue
        assert found.label != label or changed == text or found.repairs, f"`{changed}` was taken for `{text}` without a word"


TARGETS = (Target("spif", make, check, guided=Guided(bytes, bytes, change, most=4_000)),)
