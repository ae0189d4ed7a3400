"""Reads networks, agreements, consents, assessments and cases from files, and refuses what does not hold together.

A network is a folder:

    parties.yaml                      who there is, with home schemes
    communities.yaml                  named sets of parties, dated
    schemes.yaml                      levels of schemes that no marking system of Relto writes (optional)
    national/*.yaml                   rules of the parties' own law (optional)
    assessments.yaml                  recorded assessments (optional)
    <agreement id>/agreement.yaml     an agreement
    <agreement id>/cases.yaml         its cases (optional)
    <agreement id>/terms.yaml         what it makes fall due again and again (optional)

Formats: docs/reference/agreements.md.
"""

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from relto.agreements import _build, _build_claims, _case_checks, _terms, _wire
from relto.agreements._decode import decode, refusals
from relto.agreements._schemes import written_schemes
from relto.agreements._survey import Survey
from relto.agreements._yaml import Source, read
from relto.agreements.cases import Case
from relto.agreements.claims import Claim
from relto.agreements.model import Agreement, Assessment, Consent
from relto.agreements.network import Network
from relto.agreements.problems import Problem
from relto.agreements.terms import Terms
from relto.labels import Scheme
from relto.primitives import AgreementId, Malformed, Place, Unavailable

T = TypeVar("T")

_LIBRARY = Path(__file__).parent / "library"


def load_network(path: Path | str, *, schemes: Mapping[str, Scheme] | None = None) -> Network:
    """The network of a folder.

    Args:
        path: the folder.
        schemes: the schemes that need no ``schemes.yaml``; by default those of the marking systems.

    Raises:
        Malformed: a file is refused; the first problem, with file and line (:func:`check` tells all).
        Conflict: two facts contradict each other.
        Unavailable: there is no such folder.
    """
    survey = Survey(_folder(Path(path)), _schemes(schemes))
    network = survey.network()
    for problem in survey.problems:
        if problem.severity == "error":
            raise problem.as_error()
    return network


def with_agreement(network: Network, path: Path) -> Network:
    """The network with the agreement of one more folder; one of the same identifier gives way to it.

    Args:
        network: the network.
        path: the agreement's folder, or its ``agreement.yaml``.

    Raises:
        Malformed: the file is refused; the first problem, with file and line.
        Conflict: two of its facts contradict each other.
        Unavailable: there is no such file.
    """
    file = path / "agreement.yaml" if path.is_dir() else path
    if not file.is_file():
        raise Unavailable(f"no agreement `{path}`: name a folder with an agreement.yaml, or that file")
    survey = Survey(file.parent, network.schemes)
    return _held_together(survey, survey.with_agreement(network, file))


def with_agreement_text(network: Network, id: str, text: bytes) -> Network:  # noqa: A002 -- the word of every record in Relto
    """The network with the agreement of a text; one of the same identifier gives way to it.

    Args:
        network: the network.
        id: the agreement's identifier.
        text: what would stand in its ``agreement.yaml``.

    Raises:
        Malformed: the text is refused; the first problem, with its line.
        Conflict: two of its facts contradict each other.
    """
    survey = Survey(Path(id), network.schemes)
    return _held_together(survey, survey.with_text(network, id, text))


def _held_together(survey: Survey, made: Network) -> Network:
    for problem in survey.problems:
        if problem.severity == "error":
            raise problem.as_error()
    return made


def load_agreement(network: Network, path: Path) -> Agreement:
    """The agreement of one folder, read against a network that may hold another of the same identifier.

    Args:
        network: the network.
        path: the agreement's folder, or its ``agreement.yaml``.

    Raises:
        Malformed: the file is refused; the first problem, with file and line.
        Conflict: two of its facts contradict each other.
        Unavailable: there is no such file.
    """
    before = set(map(id, network.agreements.values()))
    made = with_agreement(network, path)
    return next(one for one in made.agreements.values() if id(one) not in before)


def library_path() -> Path:
    """The folder of the packaged network."""
    return _LIBRARY


@functools.cache
def library() -> Network:
    """The packaged network of real agreements; read once."""
    return load_network(_LIBRARY)


def check(path: Path, *, schemes: Mapping[str, Scheme] | None = None) -> tuple[Problem, ...]:
    """Everything wrong with a network's folder, one agreement's folder, or one file, in order of file and line.

    An agreement's folder is checked against the network it stands in, or against the packaged one. A single file is
    checked for its own form only, by its name: ``agreement.yaml``, ``cases.yaml``, ``parties.yaml``,
    ``communities.yaml``, ``schemes.yaml``, ``assessments.yaml``, ``terms.yaml``, ``national/*.yaml``; anything else as consents.

    Args:
        path: the folder or file.
        schemes: as for :func:`load_network`.

    Returns:
        The problems; none when all is well. Warnings do not keep a folder from being loaded.

    Raises:
        Unavailable: there is no such folder or file.
    """
    if not path.is_dir():
        found = _of_file(path)
    elif (path / "agreement.yaml").exists():
        found = _of_agreement(path, schemes)
    else:
        survey = Survey(path, _schemes(schemes))
        network = survey.network()
        if not (path / "parties.yaml").exists():  # nothing else can be told of a network in which nobody is known
            return tuple(one for one in survey.problems if Path(one.place.source).name == "parties.yaml")
        found = [*survey.problems, *(problem for file in sorted(path.glob("*/cases.yaml")) for problem in _of_cases(file, network))]
        found += [problem for file in sorted(path.glob("*/terms.yaml")) for problem in _of_terms(file, network)]
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


def load_terms(network: Network, folder: Path | None = None) -> Mapping[AgreementId, Terms]:
    """What the agreements of a network make fall due, by agreement: the ``terms.yaml`` beside each, where there is one.

    Args:
        network: the network of the folder.
        folder: the folder; left out: the packaged library's.

    Raises:
        Malformed: a file is refused; the first problem, with file and line.
        Conflict: a file contradicts its agreement.
        Unavailable: a file cannot be read.
    """
    found: dict[AgreementId, Terms] = {}
    for file in sorted((_LIBRARY if folder is None else folder).glob("*/terms.yaml")):
        terms, problems = _terms_of(file, network)
        if terms is None:
            raise problems[0].as_error()
        found[AgreementId(file.parent.name)] = terms
    return found


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


def load_claims(path: Path) -> tuple[Claim, ...]:
    """The claims of a file (docs/reference/claims.md).

    Raises:
        Malformed: the file is refused.
        Unavailable: there is no such file.
    """
    source = _read(path)
    return _build_claims.claims(source, decode(source, _wire.Claims))


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
    "terms.yaml": _terms.Terms,
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


def _order(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.place
    return place.source, place.line or 0, place.column or 0, problem.message


def _of_agreement(folder: Path, schemes: Mapping[str, Scheme] | None) -> list[Problem]:
    around = folder.resolve().parent
    base = around if (around / "parties.yaml").exists() else _LIBRARY
    survey = Survey(base, _schemes(schemes))
    network = survey.network()
    if base == around:
        found = [problem for problem in survey.problems if Path(problem.place.source).parent == folder.resolve()]
    else:
        survey.problems.clear()
        network = survey.with_agreement(network, folder.resolve() / "agreement.yaml")
        found = survey.problems
    cases = folder.resolve() / "cases.yaml"
    terms = folder.resolve() / "terms.yaml"
    return [
        *found,
        *(_of_cases(cases, network) if cases.exists() else ()),
        *(_of_terms(terms, network) if terms.exists() else ()),
    ]


def _terms_of(file: Path, network: Network) -> tuple[Terms | None, list[Problem]]:
    source = _read(file)
    agreement = network.agreements.get(AgreementId(file.parent.name))
    if agreement is None:
        place = Place(str(file))
        return None, [
            Problem("terms of an agreement that the network does not have", place, file.parent.name, "an agreement.yaml beside it")
        ]
    return _terms.read_terms(source, agreement)


def _of_terms(file: Path, network: Network) -> list[Problem]:
    try:
        return _terms_of(file, network)[1]
    except Malformed as error:
        return [Problem.of(error)]


def _of_cases(file: Path, network: Network) -> Iterator[Problem]:
    try:
        source = _read(file)
        refused = list(refusals(source, _wire.Cases))
        yield from (Problem.of(error) for error in refused)
        if not refused:
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
