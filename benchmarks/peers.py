"""General policy engines on the same questions: cedarpy (Cedar) and casbin.

They answer the outcome only. What they cannot say in their own language is worked out for them beforehand, as a user of
theirs would: which communities a list reaches, which (rank, compartment) cells an agreement opens between two parties.
"""

import json
from typing import Protocol

import casbin
import cedarpy

from benchmarks.world import AT, LEVELS, cells
from relto.agreements import Network
from relto.primitives import PartyId
from relto.release import Item


class Peer(Protocol):
    """One engine with the world loaded."""

    name: str

    def permits(self, holder: PartyId, item: Item, recipient: PartyId) -> bool:
        """Whether it would permit."""


def _rank(item: Item) -> int:
    return int(item.label.level.rsplit(" ", 1)[1])


def _reach(network: Network, item: Item) -> list[str]:
    label = item.label
    listed = network.reach(label.releasable_to or frozenset(), AT, AT)
    for one in label.exclusions:
        listed &= network.reach(one.only, AT, AT)
    return sorted(listed)


class Cedar:
    """Cedar: lists and cells are sets on the entities; one policy."""

    name = "cedarpy"
    _POLICY = """
    permit(principal, action == Action::"release", resource) when {
      resource.audience.contains(principal) && resource.holder.cells.contains(
        {recipient: principal, rank: resource.rank, compartments: resource.compartments})
    };
    """

    def __init__(self, network: Network, held: list[tuple[PartyId, Item]]) -> None:
        self._ids = {item: f"i{number}" for number, (_, item) in enumerate(held)}
        by_holder = cells(network)
        wanted = {item.label.compartments for _, item in held}
        entities = [
            {"uid": {"type": "Party", "id": code}, "parents": [], "attrs": {"cells": self._cells(by_holder.get(code, {}), wanted)}}
            for code in network.parties
        ]
        for holder, item in held:
            entities.append(
                {
                    "uid": {"type": "Item", "id": self._ids[item]},
                    "parents": [],
                    "attrs": {
                        "audience": [{"__entity": {"type": "Party", "id": code}} for code in _reach(network, item)],
                        "holder": {"__entity": {"type": "Party", "id": holder}},
                        "rank": _rank(item),
                        "compartments": sorted(item.label.compartments),
                    },
                }
            )
        self._entities = cedarpy.Entities.from_json_str(json.dumps(entities))
        self._policies = cedarpy.PolicySet.from_str(self._POLICY)

    @staticmethod
    def _cells(by_recipient: dict, wanted: set) -> list[dict]:  # type: ignore[type-arg]
        opened = {
            (recipient, rank, compartments)
            for recipient, agreements in by_recipient.items()
            for ceiling, opens in agreements
            for rank in range(1, min(ceiling, LEVELS - 1) + 1)
            for compartments in wanted
            if compartments <= opens
        }
        return [
            {"recipient": {"__entity": {"type": "Party", "id": recipient}}, "rank": rank, "compartments": sorted(compartments)}
            for recipient, rank, compartments in opened
        ]

    def permits(self, holder: PartyId, item: Item, recipient: PartyId) -> bool:  # noqa: ARG002
        request = {
            "principal": f'Party::"{recipient}"',
            "action": 'Action::"release"',
            "resource": f'Item::"{self._ids[item]}"',
            "context": {},
        }
        return bool(cedarpy.is_authorized(request, self._policies, self._entities).decision == cedarpy.Decision.Allow)


class Casbin:
    """casbin: attribute-based, with one matcher function for the cells."""

    name = "casbin"
    _MODEL = """
[request_definition]
r = sub, obj
[policy_definition]
p = sub
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub in r.obj.audience && covered(r.obj.holder, r.sub, r.obj.rank, r.obj.compartments)
"""

    def __init__(self, network: Network, held: list[tuple[PartyId, Item]]) -> None:
        model = casbin.Enforcer.new_model(text=self._MODEL)
        self._enforcer = casbin.Enforcer(model)
        self._enforcer.add_policy("any")
        by_holder = cells(network)

        def covered(holder: PartyId, recipient: PartyId, rank: int, compartments: frozenset[str]) -> bool:
            return any(rank <= ceiling and compartments <= opens for ceiling, opens in by_holder.get(holder, {}).get(recipient, ()))

        self._enforcer.add_function("covered", covered)
        self._objects = {
            item: _Object(frozenset(_reach(network, item)), holder, _rank(item), item.label.compartments) for holder, item in held
        }

    def permits(self, holder: PartyId, item: Item, recipient: PartyId) -> bool:  # noqa: ARG002
        return bool(self._enforcer.enforce(recipient, self._objects[item]))


class _Object:
    def __init__(self, audience: frozenset[str], holder: str, rank: int, compartments: frozenset[str]) -> None:
        self.audience, self.holder, self.rank, self.compartments = audience, holder, rank, compartments


ALL = (Cedar, Casbin)
