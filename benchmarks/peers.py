"""General policy engines on one common task: cedarpy (Cedar), casbin, and regorus (Rego).

The task: a label goes to a recipient that its list names, itself or by a community, that no EYES ONLY caveat leaves out, and with which the
holder has an agreement that covers rank and compartments. They answer the outcome only. Lists, communities and exclusions are data of the
engine, and its policy walks through them. What no engine can say in its own language is worked out for it beforehand, as a user of it
would: which (recipient, rank, compartments) cells the agreements of a holder open on the day.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import casbin
import cedarpy
import regorus

from benchmarks.world import AT, LEVELS, cells
from relto.agreements import Network
from relto.primitives import PartyId
from relto.release import Item

Held = Sequence[tuple[PartyId, Item]]
Cells = Mapping[PartyId, set[tuple[PartyId, int, frozenset[str]]]]


class Peer(Protocol):
    """One engine with the world loaded."""

    name: str

    def permits(self, item: Item, holder: PartyId, recipient: PartyId) -> bool:
        """Whether it would permit."""


def _rank(item: Item) -> int:
    return int(item.label.level.rsplit(" ", 1)[1])


def _opened(network: Network, held: Held) -> Cells:
    """For each holder the recipients, ranks and compartments that its agreements open: one covers the rank, any opens a compartment."""
    wanted = {item.label.compartments for _, item in held}
    found: dict[PartyId, set[tuple[PartyId, int, frozenset[str]]]] = {}
    for holder, by_recipient in cells(network).items():
        for recipient, agreements in by_recipient.items():
            opened = frozenset[str]().union(*(opens for _, opens in agreements))
            ranks = range(1, min(max(ceiling for ceiling, _ in agreements), LEVELS - 1) + 1)
            some = ((recipient, rank, compartments) for rank in ranks for compartments in wanted if compartments <= opened)
            found.setdefault(holder, set()).update(some)
    return found


def _sets(item: Item) -> Iterator[tuple[str, list[str]]]:
    """The sets of codes that a label names: its list, and whom each exclusion leaves in."""
    yield "list", sorted(item.label.releasable_to or ())
    for number, one in enumerate(sorted(item.label.exclusions)):
        yield f"only{number}", sorted(one.only)


class Cedar:
    """Cedar: parties are members of their communities, and cells are sets on the holder; all labels stand in one handle."""

    name = "cedarpy"
    _POLICY = """
    permit(principal, action == Action::"release", resource) when {
      principal in resource.list &&
      (!(resource has only0) || principal in resource.only0) &&
      resource.holder.cells.contains({recipient: principal, rank: resource.rank, compartments: resource.compartments})
    };
    """

    def __init__(self, network: Network, held: Held) -> None:
        self._ids = {item: f"i{number}" for number, (_, item) in enumerate(held)}
        self._groups = frozenset(map(str, network.communities))
        opened = _opened(network, held)
        entities = [{"uid": self._uid(code), "parents": [], "attrs": {}} for code in self._groups]
        for code in network.parties:
            parents = [self._uid(name) for name, group in network.communities.items() if code in group.members(AT)]
            found = [
                {"recipient": {"__entity": self._uid(to)}, "rank": rank, "compartments": sorted(compartments)}
                for to, rank, compartments in opened.get(code, ())
            ]
            entities.append({"uid": self._uid(code), "parents": parents, "attrs": {"cells": found}})
        entities += [self._item(holder, item) for holder, item in held]
        self._entities = cedarpy.Entities.from_json_str(json.dumps(entities))
        self._policies = cedarpy.PolicySet.from_str(self._POLICY)

    def _uid(self, code: str) -> dict[str, str]:
        return {"type": "Community" if code in self._groups else "Party", "id": code}

    def _item(self, holder: PartyId, item: Item) -> dict[str, Any]:
        attrs: dict[str, Any] = {name: [{"__entity": self._uid(code)} for code in codes] for name, codes in _sets(item)}
        attrs |= {"holder": {"__entity": self._uid(holder)}, "rank": _rank(item), "compartments": sorted(item.label.compartments)}
        return {"uid": {"type": "Item", "id": self._ids[item]}, "parents": [], "attrs": attrs}

    def permits(self, item: Item, holder: PartyId, recipient: PartyId) -> bool:  # noqa: ARG002
        request = {
            "principal": f'Party::"{recipient}"',
            "action": 'Action::"release"',
            "resource": f'Item::"{self._ids[item]}"',
            "context": {},
        }
        return bool(cedarpy.is_authorized(request, self._policies, self._entities).decision == cedarpy.Decision.Allow)


class Casbin:
    """casbin: attributes of the label, with a function of Python for membership and one for cells, as its manual has it."""

    name = "casbin"
    _MODEL = """
[request_definition]
r = sub, obj
[policy_definition]
p = sub
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = within(r.sub, r.obj.sets) && covered(r.obj.holder, r.sub, r.obj.rank, r.obj.compartments)
"""

    def __init__(self, network: Network, held: Held) -> None:
        model = casbin.Enforcer.new_model(text=self._MODEL)
        self._enforcer = casbin.Enforcer(model)
        self._enforcer.add_policy("any")
        opened = _opened(network, held)
        members = {str(name): group.members(AT) for name, group in network.communities.items()}

        def within(recipient: PartyId, sets: Sequence[frozenset[str]]) -> bool:
            return all(recipient in some or any(recipient in members.get(code, ()) for code in some) for some in sets)

        def covered(holder: PartyId, recipient: PartyId, rank: int, compartments: frozenset[str]) -> bool:
            return (recipient, rank, compartments) in opened.get(holder, ())

        self._enforcer.add_function("within", within)
        self._enforcer.add_function("covered", covered)
        self._objects = {
            item: _Object([frozenset(codes) for _, codes in _sets(item)], holder, _rank(item), item.label.compartments)
            for holder, item in held
        }

    def permits(self, item: Item, holder: PartyId, recipient: PartyId) -> bool:  # noqa: ARG002
        return bool(self._enforcer.enforce(recipient, self._objects[item]))


class _Object:
    def __init__(self, sets: list[frozenset[str]], holder: str, rank: int, compartments: frozenset[str]) -> None:
        self.sets, self.holder, self.rank, self.compartments = sets, holder, rank, compartments


class Regorus:
    """regorus, the fastest of the engines that install: a policy in Rego over labels, communities and cells as data."""

    name = "regorus"
    _POLICY = """
    package relto
    import rego.v1

    default permit := false

    permit if {
      item := data.items[input.item]
      within(item.list)
      every some_set in item.only { within(some_set) }
      data.cells[item.holder][input.recipient][item.cell]
    }

    within(codes) if codes[input.recipient]

    within(codes) if {
      some code, _ in codes
      data.members[code][input.recipient]
    }
    """

    def __init__(self, network: Network, held: Held) -> None:
        self._ids = {item: f"i{number}" for number, (_, item) in enumerate(held)}
        by_holder: dict[str, dict[str, dict[str, bool]]] = {}
        for holder, some in _opened(network, held).items():
            for to, rank, compartments in some:
                by_holder.setdefault(holder, {}).setdefault(to, {})[self._cell(rank, compartments)] = True
        items = {}
        for holder, item in held:
            listed, *only = (dict.fromkeys(codes, True) for _, codes in _sets(item))
            items[self._ids[item]] = {
                "list": listed,
                "only": only,
                "holder": holder,
                "cell": self._cell(_rank(item), item.label.compartments),
            }
        members = {str(name): dict.fromkeys(group.members(AT), True) for name, group in network.communities.items()}
        self._engine = regorus.Engine()
        self._engine.add_policy("relto.rego", self._POLICY)
        self._engine.add_data({"items": items, "cells": by_holder, "members": members})

    @staticmethod
    def _cell(rank: int, compartments: frozenset[str]) -> str:
        return " ".join((str(rank), *sorted(compartments)))

    def permits(self, item: Item, holder: PartyId, recipient: PartyId) -> bool:  # noqa: ARG002
        self._engine.set_input({"item": self._ids[item], "recipient": recipient})
        return self._engine.eval_rule("data.relto.permit") is True


ALL = (Cedar, Casbin, Regorus)
