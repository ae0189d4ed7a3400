"""The survey of a network's folder: reads every file, collects every problem, and makes the network of what holds."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from attrs import evolve

from relto.agreements import _build, _checks, _wire
from relto.agreements._contradictions import contradictions
from relto.agreements._decode import decode, refusals
from relto.agreements._levels import Levels
from relto.agreements._yaml import Source, read
from relto.agreements.model import Agreement, Assessment, NationalRule
from relto.agreements.network import Network
from relto.agreements.problems import Problem
from relto.labels import Scheme
from relto.parties import Community, Party
from relto.primitives import AgreementId, CommunityId, Malformed, PartyId, Place

W = TypeVar("W")
V = TypeVar("V")


class Survey:
    """Reads a folder in the order in which its files rest on each other.

    1. schemes, 2. parties, 3. communities, 4. agreements, 5. national rules, 6. assessments.

    Args:
        folder: the folder.
        schemes: schemes known without a file.
    """

    def __init__(self, folder: Path, schemes: Mapping[str, Scheme]) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._written = schemes

    def network(self) -> Network:
        """The network of everything that holds; ``problems`` says what does not."""
        schemes = self._schemes()
        parties = self._parties(schemes)
        communities = self._communities(parties)
        agreements = self._agreements(parties, schemes)
        rules = self._national_rules(parties, communities)
        return Network(
            parties=parties,
            communities=communities,
            agreements=agreements,
            schemes=schemes,
            national_rules=rules,
            assessments=self._assessments(rules, parties),
        )

    def with_agreement(self, network: Network, file: Path) -> Network:
        """The network with the agreement of one more file, as far as it holds."""
        opened = self._open(file, _wire.Agreement)
        agreement = None if opened is None else self._agreement(*opened, file.parent.name, network.parties, network.schemes)
        if agreement is None:
            return network
        return evolve(network, agreements={**network.agreements, agreement.id: agreement})

    def with_text(self, network: Network, id: str, text: bytes) -> Network:  # noqa: A002 -- the word of every record in Relto
        """The network with the agreement of a text, as far as it holds."""
        opened = self._opened(f"{id}/agreement.yaml", text, _wire.Agreement)
        agreement = None if opened is None else self._agreement(*opened, id, network.parties, network.schemes)
        return network if agreement is None else evolve(network, agreements={**network.agreements, agreement.id: agreement})

    def _open(self, file: Path, kind: type[W]) -> tuple[Source, W] | None:
        try:
            data = file.read_bytes()
        except OSError as error:
            self.problems.append(Problem(f"the file cannot be read: {error.strerror}", Place(str(file)), None, "the file, readable"))
            return None
        return self._opened(str(file), data, kind)

    def _opened(self, name: str, data: bytes, kind: type[W]) -> tuple[Source, W] | None:
        try:
            source = read(name, data)
        except Malformed as refused:
            self.problems.append(Problem.of(refused))
            return None
        try:
            return source, decode(source, kind)
        except Malformed:
            self.problems.extend(Problem.of(refused) for refused in refusals(source, kind))
            return None

    def _each(self, items: list[W], build: Callable[[W, int], V]) -> list[V]:
        """The values of a file's items; none at all where one is refused, so that an index still tells the line."""
        built: list[V] = []
        for index, item in enumerate(items):
            try:
                built.append(build(item, index))
            except Malformed as refused:
                self.problems.append(Problem.of(refused))
        return built if len(built) == len(items) else []

    def _schemes(self) -> dict[str, Scheme]:
        schemes = dict(self._written)
        file = self.folder / "schemes.yaml"
        opened = self._open(file, _wire.Schemes) if file.exists() else None
        if opened is None:
            return schemes
        source, raw = opened
        for index, scheme in enumerate(self._each(raw.schemes, partial(_build.scheme, source))):
            if scheme.id in schemes:
                place = source.place("schemes", index, "id")
                self.problems.append(Problem("two schemes of one id", place, scheme.id, "another id", contradiction=True))
            schemes[scheme.id] = scheme
        return schemes

    def _parties(self, schemes: Mapping[str, Scheme]) -> dict[PartyId, Party]:
        opened = self._open(self.folder / "parties.yaml", _wire.Parties)
        if opened is None:
            return {}
        source, raw = opened
        found = [_build.party(one) for one in raw.parties]
        self.problems.extend(_checks.parties(source, found, schemes))
        return {party.id: party for party in found}

    def _communities(self, parties: Mapping[PartyId, Party]) -> dict[CommunityId, Community]:
        found: dict[CommunityId, Community] = {}
        for file in self._files("communities"):
            opened = self._open(file, _wire.Communities)
            if opened is None:
                continue
            source, raw = opened
            built = self._each(raw.communities, partial(_build.community, source))
            self.problems.extend(_checks.communities(source, built, parties))
            found.update({community.id: community for community in built})
        return found

    def _files(self, name: str) -> Iterator[Path]:
        """``name.yaml`` and ``name/*.yaml``, as far as they are there."""
        single = self.folder / f"{name}.yaml"
        if single.exists():
            yield single
        yield from sorted((self.folder / name).glob("*.yaml"))

    def _agreements(self, parties: Mapping[PartyId, Party], schemes: Mapping[str, Scheme]) -> dict[AgreementId, Agreement]:
        found: dict[AgreementId, Agreement] = {}
        for file in sorted(self.folder.glob("*/agreement.yaml")):
            opened = self._open(file, _wire.Agreement)
            agreement = None if opened is None else self._agreement(*opened, file.parent.name, parties, schemes)
            if opened is None or agreement is None:
                continue
            if agreement.id in found:
                place = opened[0].place("id")
                self.problems.append(Problem("two agreements of one id", place, agreement.id, "an id each", contradiction=True))
            found[agreement.id] = agreement
        return found

    def _agreement(
        self, source: Source, raw: _wire.Agreement, folder: str, parties: Mapping[PartyId, Party], schemes: Mapping[str, Scheme]
    ) -> Agreement | None:
        try:
            agreement = _build.agreement(source, raw)
        except Malformed as refused:
            self.problems.append(Problem.of(refused))
            return None
        self.problems.extend(_checks.agreement(source, raw, agreement, folder, parties))
        self.problems.extend(Levels(source, agreement, parties, schemes).problems())
        self.problems.extend(contradictions(source, agreement))
        return agreement

    def _national_rules(self, parties: Mapping[PartyId, Party], communities: Mapping[Any, Community]) -> tuple[NationalRule, ...]:
        found: dict[str, NationalRule] = {}
        for file in sorted((self.folder / "national").glob("*.yaml")):
            opened = self._open(file, _wire.NationalRules)
            if opened is None:
                continue
            source, raw = opened
            built = self._each(raw.rules, partial(_build.national_rule, source))
            self.problems.extend(_checks.national_rules(source, built, parties, communities))
            for index, rule in enumerate(built):
                if rule.id in found:
                    place = source.place("rules", index, "id")
                    self.problems.append(Problem("two national rules of one id", place, rule.id, "another id", contradiction=True))
                found[rule.id] = rule
        return tuple(found.values())

    def _assessments(self, rules: tuple[NationalRule, ...], parties: Mapping[PartyId, Party]) -> tuple[Assessment, ...]:
        file = self.folder / "assessments.yaml"
        opened = self._open(file, _wire.Assessments) if file.exists() else None
        if opened is None:
            return ()
        source, raw = opened
        found = self._each(raw.assessments, lambda one, i: _build.assessment(source, one, ("assessments", i)))
        asking = {rule.id for rule in rules if rule.rule == "assessment"}
        for index, one in enumerate(found):
            if one.rule not in asking:
                place = source.place("assessments", index, "rule")
                self.problems.append(
                    Problem(
                        "no national rule asks for such an assessment", place, one.rule, f"one of {', '.join(sorted(asking)) or 'none'}"
                    )
                )
            if not _checks.known(one.recipient, parties):
                self.problems.append(
                    Problem("no such party", source.place("assessments", index, "recipient"), one.recipient, _checks.A_PARTY)
                )
        return tuple(found)
