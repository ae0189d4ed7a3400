"""Files of facts: agreements, consents, cases, damaged; what comes out is a value or a refusal, never anything else."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from relto.agreements import check as check_path
from relto.agreements import library_path, load_cases, load_consent
from relto.primitives import ReltoError
from tests.fuzz import damage
from tests.fuzz.running import Target

Given = tuple[str, str]
"""Name of the file (its kind is told from it) and its text."""

_CONSENT = "id: usa-1\nby: USA\nrecipients: [JPN]\ngiven_on: 2026-01-01\nscheme: us\nup_to: SECRET\nconditions: [return it]\n"
_FORBIDDEN = (
    "a: &x 1\nb: *x\n",
    "a: !!python/name:os.system 1\n",
    "a: 1\na: 2\n",
    "<<: {a: 1}\n",
    "a: 1\n---\nb: 2\n",
    "a: " + "[" * 40 + "]" * 40,
)


def _sources() -> tuple[Given, ...]:
    files = sorted(library_path().glob("*/*.yaml"))
    return (*((file.name, file.read_text(encoding="utf-8")) for file in files), ("consent.yaml", _CONSENT))


SOURCES = _sources()


def make(rng: random.Random, _number: int) -> Given:
    """A file of the library, or a consent, with lines and characters damaged; now and then with what YAML may not hold here."""
    name, text = rng.choice(SOURCES)
    lines = text.split("\n")
    for _ in range(damage.often(rng, 6)):
        at = rng.randrange(len(lines))
        how = rng.randrange(5)
        if how == 0:
            lines[at] = damage.characters(rng, lines[at], halves=False)
        elif how == 1:
            lines.insert(at, rng.choice(lines))
        elif how == 2 and len(lines) > 1:
            del lines[at]
        elif how == 3:
            lines[at] = " " * rng.randrange(8) + lines[at].lstrip()
        else:
            lines.insert(at, rng.choice(_FORBIDDEN))
    return name, "\n".join(lines)


def check(given: Given) -> str:
    """Reads the file as what its name says."""
    name, text = given
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        if name == "agreement.yaml":
            found = check_path(path)
            assert all(problem.message and problem.place.source for problem in found)
            return "refused" if any(problem.severity == "error" for problem in found) else "taken"
        try:
            (load_consent if name == "consent.yaml" else load_cases)(path)
        except ReltoError:
            return "refused"
    return "taken"


def make_forbidden(_rng: random.Random, number: int) -> Given:
    """What YAML can say and a file of facts may not."""
    return "consent.yaml", _CONSENT + _FORBIDDEN[number]


def check_forbidden(given: Given) -> str:
    """It is refused."""
    became = check(given)
    assert became == "refused", "what may not stand in a file of facts was taken"
    return became


TARGETS = (Target("files", make, check), Target("forbidden", make_forbidden, check_forbidden, count=len(_FORBIDDEN)))
