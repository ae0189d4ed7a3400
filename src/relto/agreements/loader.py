"""Reads networks, agreements, consents, assessments and cases from files, and refuses what does not hold together.

A network is a folder:

    parties.yaml                      who there is, with home schemes
    communities.yaml                  named sets of parties, dated
    schemes.yaml                      levels of schemes that no marking system of Relto writes (optional)
    national/*.yaml                   rules of the parties' own law (optional)
    assessments.yaml                  recorded assessments (optional)
    <agreement id>/agreement.yaml     an agreement
    <agreement id>/cases.yaml         its cases (optional)

Formats: docs/reference/agreements.md.
"""

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from relto.agreements import _build, _case_checks, _wire
from relto.agreements._decode import decode, refusals
from relto.agreements._schemes import written_schemes
from relto.agreements._survey import Survey
from relto.agreements._yaml import Source, read
from relto.agreements.cases import Case
from relto.agreements.model import Assessment, Consent
from relto.agreements.network import Network
from relto.agreements.problems import Problem
from relto.labels import Scheme
from relto.primitives import Malformed, Place, Unavailable

T = TypeVar("T")

LIBRARY = Path(__file__).parent / "library"
"""The packaged library."""


def load_network(path: Path, *, schemes: Mapping[str, Scheme] | None = None) -> Network:
    """The network of a folder.

    Args:
        path: the folder.
        schemes: the schemes that need no ``schemes.yaml``; by default those of the marking systems.

    Raises:
        Malformed: a file is refused; the first problem, with file and line (:func:`check` tells all).
        Conflict: two facts contradict each other.
        Unavailable: there is no such folder.
    """
    survey = Survey(_folder(path), _schemes(schemes))
    network = survey.network()
    for problem in survey.problems:
        if problem.severity == "error":
            raise problem.as_error()
    return network


@functools.cache
def library() -> Network:
    """The packaged network of real agreements; read once."""
    return load_network(LIBRARY)


def check(path: Path, *, schemes: Mapping[str, Scheme] | None = None) -> tuple[Problem, ...]:
    """Everything wrong with a folder, or with one file, in order of file and line; empty when all is well.

    A single file is checked for its own form only, by its name: ``agreement.yaml``, ``cases.yaml``, ``parties.yaml``,
    ``communities.yaml``, ``schemes.yaml``, ``assessments.yaml``; ``national/*.yaml``; anything else as consents.

    Args:
        path: the folder or file.
        schemes: as for :func:`load_network`.

    Raises:
        Unavailable: there is no such folder or file.
    """
    if path.is_dir():
        survey = Survey(path, _schemes(schemes))
        network = survey.network()
        found = [*survey.problems, *_cases_of(path, network)]
    else:
        found = _of_file(path)
    return tuple(
        sorted(found, key=lambda problem: (problem.place.source, problem.place.line or 0, problem.place.column or 0, problem.message))
    )


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a ``cases.yaml``.

    Raises:
        Malformed: the file is refused.
        Unavailable: there is no such file.
    """
    source = _read(path)
    return _cases(source, decode(source, _wire.Cases))


def load_consent(path: Path) -> tuple[Consent, ...]:
    """The consents of a file: one consent, or several under ``consents``; YAML or JSON.

    Raises:
        Malformed: the file is refused.
        Unavailable: there is no such file.
    """
    source = _read(path)
    if isinstance(source.data, dict) and "consents" in source.data:
        raw = decode(source, _wire.Consents).consents
        return tuple(_build.consent(source, one, ("consents", i)) for i, one in enumerate(raw))
    return (_build.consent(source, decode(source, _wire.Consent), ()),)


def load_assessments(path: Path) -> tuple[Assessment, ...]:
    """The assessments of a file.

    Raises:
        Malformed: the file is refused.
        Unavailable: there is no such file.
    """
    source = _read(path)
    raw = decode(source, _wire.Assessments).assessments
    return tuple(_build.assessment(source, one, ("assessments", i)) for i, one in enumerate(raw))


def json_schema() -> dict[str, Any]:
    """A JSON Schema of every file format, for editors; ``$defs`` holds one for each (``Agreement``, ``Cases`` …)."""
    kinds = [*_FORMATS.values(), _wire.Consents, _wire.Consent, _wire.NationalRules]
    _, components = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Relto: agreements and what belongs to them",
        "$ref": "#/$defs/Agreement",
        "$defs": dict(sorted(components.items())),
    }


_FORMATS: dict[str, type[_wire.Wire]] = {
    "agreement.yaml": _wire.Agreement,
    "cases.yaml": _wire.Cases,
    "parties.yaml": _wire.Parties,
    "communities.yaml": _wire.Communities,
    "schemes.yaml": _wire.Schemes,
    "assessments.yaml": _wire.Assessments,
}


def _schemes(given: Mapping[str, Scheme] | None) -> Mapping[str, Scheme]:
    return written_schemes() if given is None else given


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise Unavailable(f"no folder `{path}`: name a folder with parties.yaml and one folder an agreement")
    return path


def _read(path: Path) -> Source:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Unavailable(f"`{path}` cannot be read: {error.strerror}") from None
    return read(str(path), raw)


def _cases(source: Source, raw: _wire.Cases) -> tuple[Case, ...]:
    return tuple(_build.case(source, one, i) for i, one in enumerate(raw.cases))


def _cases_of(path: Path, network: Network) -> Iterable[Problem]:
    for file in sorted(path.glob("*/cases.yaml")):
        try:
            source = _read(file)
            found = list(refusals(source, _wire.Cases))
            if found:
                yield from (Problem.of(error) for error in found)
            else:
                yield from _case_checks.problems(source, _cases(source, decode(source, _wire.Cases)), network)
        except Malformed as error:
            yield Problem.of(error)


def _of_file(path: Path) -> list[Problem]:
    try:
        source = _read(path)
        kind = _FORMATS.get(path.name)
        if kind is None and path.parent.name == "national":
            kind = _wire.NationalRules
        if kind is not None:
            found = list(refusals(source, kind))
            if not found and kind is _wire.Cases:
                _cases(source, decode(source, _wire.Cases))
            return [Problem.of(error) for error in found]
        load_consent(path)
    except Malformed as error:
        return [Problem.of(error)]
    return []


__all__ = ["LIBRARY", "Place", "check", "json_schema", "library", "load_assessments", "load_cases", "load_consent", "load_network"]
