"""The benchmarks' world: 200 parties, 40 agreements, 20,000 labels, from a seed.

Six schemes of five levels. Thirty bilateral agreements and ten with up to twelve parties, each with a table of levels, a
ceiling, a third-party clause, and compartments it opens. Labels belong to the holder and carry lists, exclusions and
compartments. The world is written as the files a user would write, so that loading is measured on the real thing.
"""

from datetime import date
from itertools import islice
from pathlib import Path
from random import Random

import iso3166

from relto.agreements import Ceiling, Compartments, Equivalence, Network, load_network
from relto.labels import Exclusion, Label
from relto.primitives import PartyId
from relto.release import Item

SEED = 20261123
AT = date(2026, 11, 23)
PARTIES = 200
SCHEMES = 6
LEVELS = 5
COMPARTMENTS = tuple(f"K{n}" for n in range(8))


def codes() -> list[str]:
    """The parties: the first 200 country codes."""
    return list(islice(sorted(iso3166.countries_by_alpha3), PARTIES))


def scheme_of(number: int) -> str:
    """The home scheme of party number *n*."""
    return f"s{number % SCHEMES}"


def level(scheme: str, rank: int) -> str:
    """The name of a level."""
    return f"{scheme.upper()} {rank}"


def write(folder: Path, agreements: int = 40) -> None:
    """Write the world as a network folder."""
    rng = Random(SEED)
    parties = codes()
    numbers = {code: number for number, code in enumerate(parties)}
    schemes = "".join(
        f"  - id: s{n}\n    name: Scheme {n}\n    levels: [{', '.join(level(f's{n}', r) for r in range(LEVELS))}]\n"
        f"    public: [{level(f's{n}', 0)}]\n    source: generated\n"
        for n in range(SCHEMES)
    )
    (folder / "schemes.yaml").write_text(f"schemes:\n{schemes}", encoding="utf-8")
    rows = "".join(f'  - {{id: "{code}", name: Party {code}, scheme: {scheme_of(n)}}}\n' for n, code in enumerate(parties))
    (folder / "parties.yaml").write_text(f"parties:\n{rows}", encoding="utf-8")
    groups = ""
    for n in range(12):
        members = ", ".join(f'"{code}"' for code in sorted(rng.sample(parties, rng.randrange(4, 20))))
        groups += f"  - {{id: GROUP-{n}, name: Group {n}, source: generated, members: [{members}]}}\n"
    (folder / "communities.yaml").write_text(f"communities:\n{groups}", encoding="utf-8")
    for n in range(agreements):
        members = sorted(rng.sample(parties, 2 if n < agreements * 3 // 4 else rng.randrange(6, 13)))
        _write_agreement(folder, f"agreement-{n:03}", members, numbers, rng)


def _write_agreement(folder: Path, name: str, members: list[str], numbers: dict[str, int], rng: Random) -> None:
    own = {code: scheme_of(numbers[code]) for code in members}
    top = rng.randrange(2, LEVELS)
    table = "".join(
        "        - {" + ", ".join(f'"{code}": "{level(scheme, rank)}"' for code, scheme in own.items()) + "}\n" for rank in range(1, LEVELS)
    )
    highest = ", ".join(f'"{code}": "{level(scheme, top)}"' for code, scheme in own.items())
    opened = ", ".join(sorted(rng.sample(COMPARTMENTS, rng.randrange(1, 6))))
    asked = rng.choice(("originator", "provider"))
    source = "    basis: text\n    source: generated\n"
    text = (
        f"id: {name}\ntitle: Agreement {name}\nform: treaty\nparties: [{', '.join(repr(code) for code in members)}]\n"
        f"basis: text\nsource: generated\nsigned: 2000-01-01\nin_force: 2001-01-01\nclauses:\n"
        f'  - topic: equivalence\n    article: "4"\n    says: The levels stand beside each other.\n{source}'
        f"    effect:\n      kind: equivalence\n      rows:\n{table}"
        f'  - topic: ceiling\n    article: "3"\n    says: Nothing above.\n{source}    effect: {{kind: ceiling, highest: {{{highest}}}}}\n'
        f'  - topic: third-party\n    article: "6"\n    says: Not to third parties.\n{source}'
        f"    effect: {{kind: third-party, consent_of: {asked}, form: prior-written, third: [state, body]}}\n"
        f'  - topic: compartments\n    article: "7"\n    says: Opens compartments.\n{source}'
        f"    effect: {{kind: compartments, opens: [{opened}]}}\n"
        f'  - topic: loss\n    article: "9"\n    says: Losses are reported at once.\n{source}    effect: {{kind: duty}}\n'
    )
    (folder / name).mkdir()
    (folder / name / "agreement.yaml").write_text(text, encoding="utf-8")


def load(folder: Path) -> Network:
    """Read the world back, as a user's network is read."""
    return load_network(folder)


def items(network: Network, count: int, seed: int = SEED) -> list[tuple[PartyId, Item]]:
    """Holders with items of distinct labels."""
    rng = Random(seed)
    parties = sorted(network.parties)
    groups = sorted(network.communities)
    made: dict[Item, PartyId] = {}
    while len(made) < count:
        holder = rng.choice(parties)
        scheme = network.schemes[network.parties[holder].scheme or ""]
        partners = (
            sorted({a.party for g in network.agreements.values() if holder in g.members(AT) for a in g.parties} - {holder}) or parties
        )
        listed = {holder, *rng.sample(partners, min(len(partners), rng.randrange(1, 5))), *rng.sample(groups, rng.choice((0, 0, 1)))}
        only = frozenset({holder, *rng.sample(partners, 1)})
        label = Label(
            scheme=scheme,
            level=scheme.levels[rng.choice((1, 1, 2, 2, 3, 4))],
            originators=frozenset({holder}),
            releasable_to=frozenset(listed),
            exclusions=frozenset({Exclusion("EYES ONLY", only)}) if rng.random() < 0.1 else frozenset(),
            compartments=frozenset(rng.sample(COMPARTMENTS, rng.choice((0, 0, 0, 1, 2)))),
        )
        made[Item(label)] = holder
    return [(holder, item) for item, holder in made.items()]


def questions(network: Network, held: list[tuple[PartyId, Item]], count: int, seed: int = SEED) -> list[tuple[PartyId, Item, PartyId]]:
    """Questions: a third each to one on the list, to a partner of the holder, and to anybody."""
    rng = Random(seed + 1)
    parties = sorted(network.parties)
    partners = {
        holder: sorted({a.party for g in network.agreements.values() if holder in g.members(AT) for a in g.parties} - {holder})
        for holder in parties
    }
    asked = []
    while len(asked) < count:
        holder, item = rng.choice(held)
        listed = sorted(network.reach(item.label.releasable_to or frozenset(), AT, AT) - {holder})
        recipient = rng.choice(rng.choice((listed, partners[holder], parties)) or parties)
        if recipient != holder:
            asked.append((holder, item, recipient))
    return asked


def cells(network: Network) -> dict[PartyId, dict[PartyId, list[tuple[int, frozenset[str]]]]]:
    """What a user of a general policy engine would work out beforehand.

    By holder and recipient, the ceiling (as a rank) and the open compartments of each agreement.
    """
    by_holder: dict[PartyId, dict[PartyId, list[tuple[int, frozenset[str]]]]] = {}
    for agreement in network.agreements.values():
        members = sorted(agreement.members(AT))
        ceiling = agreement.clauses_of(Ceiling)[0][1]
        opened = agreement.clauses_of(Compartments)[0][1].opens
        assert agreement.clauses_of(Equivalence)
        for holder in members:
            for recipient in members:
                if recipient != holder:
                    rank = int(ceiling.highest[recipient].rsplit(" ", 1)[1])
                    by_holder.setdefault(holder, {}).setdefault(recipient, []).append((rank, opened))
    return by_holder
