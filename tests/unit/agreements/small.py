"""A small network as files, and the schemes it needs, so that these tests ask nothing of the marking systems."""

from pathlib import Path

from relto.labels import Scheme
from relto.primitives import PartyId


def _ladder(name, owner, *levels):
    return Scheme(id=name, name=name, owner=None if owner is None else PartyId(owner), levels=levels)


SCHEMES = {
    one.id: one
    for one in (
        _ladder("nz", "NZL", "UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET"),
        _ladder("jp", "JPN", "UNCLASSIFIED", "秘", "極秘", "機密"),
        _ladder("tlp", None, "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:RED"),
    )
}

PARTIES = """\
parties:
  - {id: NZL, name: New Zealand, scheme: nz}
  - {id: JPN, name: Japan, scheme: jp}
  - {id: KOR, name: Republic of Korea, scheme: kor}
  - {id: EXAMPLE-ISAC, name: An exercise, kind: organisation, scheme: tlp}
"""

COMMUNITIES = """\
communities:
  - id: PAIR
    name: A pair
    source: a test
    members:
      - JPN
      - {party: NZL, from: 2020-01-01, until: 2024-01-01}
"""

SCHEMES_FILE = """\
schemes:
  - id: kor
    name: Republic of Korea
    owner: KOR
    levels: [LOW, HIGH]
    source: a test
"""

AGREEMENT = """\
id: jpn-nzl-2000
title: A test
form: treaty
parties: [JPN, NZL]
basis: text
source: a test
signed: 2000-01-01
in_force: 2000-06-01
events:
  - on: 2010-01-01
    kind: notice
    takes_effect: 2010-07-01
    says: Notice was given.
    basis: text
    source: a test
clauses:
  - topic: third-party
    article: 6
    says: No third party without prior written consent.
    basis: text
    effect: {kind: third-party, consent_of: provider, form: prior-written}
  - topic: equivalence
    article: 4
    says: Two rows.
    basis: text
    effect:
      kind: equivalence
      rows:
        - {JPN: 極秘, NZL: SECRET}
        - {JPN: 秘, NZL: CONFIDENTIAL}
  - topic: max-level
    article: 4
    says: SECRET is the highest.
    basis: text
    effect: {kind: ceiling, highest: {JPN: 極秘, NZL: SECRET}, lowest: {NZL: CONFIDENTIAL}}
"""

CASES = """\
cases:
  - name: SECRET goes
    at: 2005-01-01
    from: NZL
    to: JPN
    label: SECRET
    scheme: nz
    expect:
      outcome: consent
      rests_on:
        - {rule: releasability}
        - {rule: equivalence, agreement: jpn-nzl-2000, article: 4}
    why: A test.
"""

RULES = """\
rules:
  - id: nzl-writing
    party: NZL
    rule: national-law
    effect: consent
    authority: originator
    form: prior-written
    says: In writing.
    citation: INF014
    basis: secondary
    source: a test
    when: {foreign: true}
  - id: nzl-assessment
    party: NZL
    rule: assessment
    effect: consent
    authority: the Minister
    says: An assessment first.
    citation: s 10
    basis: secondary
    source: a test
    when: {kinds: [intelligence]}
"""

ASSESSMENTS = """\
assessments:
  - {rule: nzl-assessment, recipient: JPN, from: 2024-01-01}
"""

FILES = {
    "parties.yaml": PARTIES,
    "communities.yaml": COMMUNITIES,
    "schemes.yaml": SCHEMES_FILE,
    "assessments.yaml": ASSESSMENTS,
    "national/nzl.yaml": RULES,
    "jpn-nzl-2000/agreement.yaml": AGREEMENT,
    "jpn-nzl-2000/cases.yaml": CASES,
}


def written(folder: Path, **changed: str) -> Path:
    """The small network in a folder; a file named by its stem may be replaced."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem, text), encoding="utf-8")
    return folder
