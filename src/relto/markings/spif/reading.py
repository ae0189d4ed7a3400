"""An XML SPIF read into a policy; what is not understood in anything that decides is refused with its place.

Passed over, because it decides nothing here: ``extensions``, ``updateInfo``, what is shown for privacy marks, and references to
documents. Refused: categories that a person types (``userInput``), marking data of all classifications together, schema version 1.0
(another form) and 3.0 (not read by us), and any element or attribute that the schema does not have.

Source: the SPIF schema of xmlspif.org, version 2.1, whose annotations say what each value means.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from attrs import evolve

from relto.markings.formats.xml import Element, read_xml
from relto.markings.spif import model
from relto.markings.spif.checking import check
from relto.markings.spif.elements import LANG, NAMESPACE, RELTO, At, number
from relto.primitives import Malformed, Place
from relto.primitives.limits import SPIF_BYTES

VERSIONS = ("2.0", "2.1")
PLACES = ("pageTop", "pageBottom", "pageTopBottom", "documentStart", "documentEnd", "firstLineOfText", "lastLineOfText", "subject")
CODES = (
    *PLACES,
    *("xHeader", "portionMarking", "inputTitle", "waterMark"),
    *("noNameDisplay", "noMarkingDisplay", "suppressClassName", "replacePolicy"),
)
_KNOWN_CODES = frozenset(CODES)
_APPLIED = ("encrypt", "decrypt", "both")
_PARTS = ("originators", "joint", "controls", "compartments", "exclusions", "releasable_to", "display_only")
_URIS = ("userRefURI", "docRefURI")
_IN_VALUE = ("equivalentSecCategoryTag", "markingData", "markingQualifier", "excludedClass", "requiredCategory", "excludedCategory")
_PART, _ONLY = f"{{{RELTO}}}part", f"{{{RELTO}}}only"


def read_spif(data: bytes, source: str = "SPIF", *, at: datetime | None = None) -> model.Policy:
    """Reads a policy.

    Args:
        data: the file's bytes.
        source: name of the file, for errors.
        at: the instant for which it is read; needed where the policy or a category has a period.

    Raises:
        Malformed: it is no SPIF of version 2.0 or 2.1, contradicts itself, says something that is not understood, or is not in force.
    """
    node = read_xml(data, source, SPIF_BYTES)
    root = At(node, source, str(node.tag))
    if root.name != f"{{{NAMESPACE}}}SPIF":
        root.refuse("no SPIF", found=root.name, expected=f"SPIF in {NAMESPACE}")
    header = _header(root)
    parts = ("securityPolicyId", "defaultSecurityPolicyId", "updateInfo", "securityClassifications", "securityCategoryTagSets")
    further = ("privacyMarks", "equivalentPolicies", "extensions")
    once: dict[str, At] = {}
    phrases: list[model.Phrase] = []
    qualifiers: list[model.Qualifier] = []
    for one in root.inside(*parts, *further, "markingData", "markingQualifier"):
        if one.name == "markingData":
            phrases.append(_phrase(one))
        elif one.name == "markingQualifier":
            qualifiers += _qualifiers(one)
        elif one.name in once:
            one.refuse("an element stands twice", found=one.name, expected="it once")
        else:
            once[one.name] = one
    for name in ("securityPolicyId", "securityClassifications"):
        if name not in once:
            root.refuse("a part is missing", expected=name)
    own = _shown_of(once["securityPolicyId"].grouped("markingData", "markingQualifier"))
    policy = model.Policy(
        name=once["securityPolicyId"].named("name"),
        id=once["securityPolicyId"].oid("id"),
        levels=_levels(once["securityClassifications"]),
        tag_sets=_tag_sets(once.get("securityCategoryTagSets")),
        equivalent_policies=_policies(once.get("equivalentPolicies")),
        phrases=(*own[0], *phrases),
        qualifiers=(*own[1], *qualifiers),
        header=header,
        at=at,
    )
    marks, default = once.get("privacyMarks"), once.get("defaultSecurityPolicyId")
    policy = evolve(
        policy,
        privacy_marks=() if marks is None else _privacy_marks(marks),
        default=None if default is None else (default.named("name"), default.oid("id")),
        passed_over=tuple(_passed_over(root, once)),
    )
    check(policy, Place(source))
    return policy


def _header(root: At) -> model.Header:
    texts = {"created": "creationDate", "originator": "originatorDN", "key": "keyIdentifier", "privilege": "privilegeId", "rbac": "rbacId"}
    root.only("schemaVersion", "version", *texts.values(), *_URIS, "notBefore", "notAfter")
    return model.Header(
        schema_version=root.one_of("schemaVersion", VERSIONS),
        version=root.given("version"),
        start=root.instant("notBefore"),
        end=root.instant("notAfter"),
        **{name: root.given(attribute) for name, attribute in texts.items()},
    )


def _passed_over(root: At, once: dict[str, At]) -> Iterable[str]:
    yield from (name for name in ("updateInfo", "extensions") if name in once)
    yield from (name for name in _URIS if root.given(name) is not None)
    marks = once["privacyMarks"].node if "privacyMarks" in once else None
    if marks is not None and (marks.attrib or any(_more_than_a_name(one) for one in marks)):
        yield "privacyMarks"
    if "defaultSecurityPolicyId" in once and len(once["defaultSecurityPolicyId"].node):
        yield "defaultSecurityPolicyId"
    if any(one.node.get(name) for one in _below(once.get("equivalentPolicies")) for name in _URIS):
        yield "equivalentPolicies"


def _more_than_a_name(one: Element) -> bool:
    return bool(len(one)) or one.tag != f"{{{NAMESPACE}}}privacyMark" or len(one.attrib) > 1


def _below(one: At | None) -> list[At]:
    return [] if one is None else list(one.inside("equivalentPolicy"))


_Groups = dict[str, list[At]]


def _shown_of(inside: _Groups) -> tuple[tuple[model.Phrase, ...], tuple[model.Qualifier, ...]]:
    """The marking data and qualifiers among elements."""
    phrases = tuple(_phrase(one) for one in inside.get("markingData", ()))
    return phrases, tuple(each for one in inside.get("markingQualifier", ()) for each in _qualifiers(one))


def _phrase(one: At) -> model.Phrase:
    one.only("phrase", LANG)
    return model.Phrase(one.given("phrase"), one.language(), one.codes(_KNOWN_CODES))


def _qualifiers(one: At) -> list[model.Qualifier]:
    one.only("markingCode")
    place = "" if one.given("markingCode") is None else one.one_of("markingCode", CODES)
    found = []
    for inner in one.inside("qualifier"):
        inner.only("markingQualifier", "qualifierCode", LANG)
        text = inner.given("markingQualifier")
        if text is None:
            inner.refuse("`markingQualifier` is missing", expected="markingQualifier")
        code = cast("Any", inner.one_of("qualifierCode", ("prefix", "suffix", "separator")))
        found.append(model.Qualifier(code, text, inner.language(), place))
    return found


def _levels(whole: At) -> tuple[model.Level, ...]:
    whole.only("name")
    return tuple(_level(one) for one in whole.inside("securityClassification"))


def _level(one: At) -> model.Level:
    one.only("name", "lacv", "hierarchy", "color", "obsolete")
    inside = one.grouped("markingData", "markingQualifier", "equivalentClassification", "requiredCategory")
    phrases, qualifiers = _shown_of(inside)
    return model.Level(
        name=one.named("name"),
        lacv=one.integer("lacv"),
        hierarchy=one.integer("hierarchy"),
        obsolete=one.truth("obsolete"),
        colour=one.given("color"),
        phrases=phrases,
        qualifiers=qualifiers,
        required=_required(inside),
        equivalents=tuple(_equivalent(inner) for inner in inside.get("equivalentClassification", ())),
    )


def _equivalent(one: At) -> model.LevelEquivalent:
    one.only("policyRef", "lacv", "applied")
    applied = cast("model.Applied", one.one_of("applied", _APPLIED))
    return model.LevelEquivalent(one.named("policyRef"), one.integer("lacv"), applied, _required(one.grouped("requiredCategory")))


def _required(inside: _Groups) -> tuple[model.Required, ...]:
    found = []
    for inner in inside.get("requiredCategory", ()):
        inner.only("operation")
        groups = tuple(_group(group) for group in inner.inside("categoryGroup"))
        operation = cast("model.Operation", inner.one_of("operation", ("all", "onlyOne", "oneOrMore")))
        if not groups:
            inner.refuse("required categories that name none", expected="categoryGroup")
        found.append(model.Required(operation, groups))
    return tuple(found)


def _group(one: At) -> model.Group:
    one.only("tagSetRef", "tagType", "enumType", "lacv", "all")
    one.empty()
    lacv, every = one.given("lacv"), one.truth("all")
    if every and lacv is not None:
        one.refuse("all categories and one of them", found=lacv, expected="all or lacv")
    return model.Group(one.named("tagSetRef"), _type(one), None if lacv is None else number(lacv))


def _type(one: At) -> model.TagType:
    said = one.one_of("tagType", ("restrictive", "permissive", "enumerated", "tagType7"))
    if said != "enumerated":
        if one.given("enumType") is not None:
            one.refuse("`enumType` on a tag that is not enumerated", found=said, expected="enumerated")
        return "informative" if said == "tagType7" else cast("model.TagType", said)
    return cast("model.TagType", f"enumerated {one.one_of('enumType', ('restrictive', 'permissive'))}")


def _tag_sets(whole: At | None) -> tuple[model.TagSet, ...]:
    if whole is None:
        return ()
    whole.only()
    return tuple(_tag_set(one) for one in whole.inside("securityCategoryTagSet"))


def _tag_set(one: At) -> model.TagSet:
    one.only("name", "id", _PART)
    tags, equivalents = [], []
    for inner in one.inside("securityCategoryTag", "equivalentSecurityCategoryTagSet"):
        if inner.name == "securityCategoryTag":
            tags.append(_tag(inner))
        else:
            inner.only("policyRef", "name", "id")
            needed = _required(inner.grouped("requiredCategory"))
            identifier = None if inner.given("id") is None else inner.oid("id")
            equivalents.append(model.TagSetEquivalent(inner.named("policyRef"), inner.given("name"), identifier, needed))
    part = None if one.given(_PART) is None else cast("model.Part", one.one_of(_PART, _PARTS))
    return model.TagSet(one.named("name"), one.oid("id"), tuple(tags), tuple(equivalents), part)


def _tag(one: At) -> model.Tag:
    one.only("name", "tagType", "enumType", "tag7Encoding", "singleSelection", "maxSelection", "minSelection")
    inside = one.grouped("tagCategory", "markingQualifier")
    _, qualifiers = _shown_of(inside)
    single, most, least = one.truth("singleSelection"), _selection(one, "maxSelection"), _selection(one, "minSelection")
    if single and most not in {None, 1}:
        one.refuse("a single selection of several", found=str(most), expected="maxSelection 1")
    encoding = None if one.given("tag7Encoding") is None else one.one_of("tag7Encoding", ("bitSetAttributes", "securityAttributes"))
    values = tuple(_value(inner) for inner in inside.get("tagCategory", ()))
    return model.Tag(
        " ".join((one.given("name") or "").split()), _type(one), values, qualifiers, least or 0, 1 if single else most, encoding
    )


def _selection(one: At, name: str) -> int | None:
    said = one.given(name)
    if said is None or said == "unbounded":
        return None
    found = one.integer(name)
    return found if found >= 0 else one.refuse("fewer than none", found=said, expected=name)


def _value(one: At) -> model.Value:
    one.only("name", "lacv", "obsolete", "requiredClass", "notBefore", "notAfter", "userInput", "dateFormat", _ONLY)
    if one.given("userInput") is not None or one.given("dateFormat") is not None:
        one.refuse("a category that a person types is not read", found=one.named("name"), expected="categories of the list")
    inside = one.grouped(*_IN_VALUE)
    phrases, qualifiers = _shown_of(inside)
    lacv = one.given("lacv")
    if lacv is None:
        one.refuse("`lacv` is missing", expected="lacv")
    excluded = [inner.text() for inner in inside.get("excludedClass", ())]
    if len(set(excluded)) != len(excluded):
        one.refuse("an excluded classification stands twice", found=one.named("name"), expected="each once")
    only = one.given(_ONLY)
    return model.Value(
        name=one.named("name"),
        lacv=number(lacv),
        obsolete=one.truth("obsolete"),
        phrases=phrases,
        qualifiers=qualifiers,
        excluded_levels=frozenset(excluded),
        required_level=None if one.given("requiredClass") is None else one.named("requiredClass"),
        required=_required(inside),
        excluded=tuple(_group(inner) for inner in inside.get("excludedCategory", ())),
        equivalents=tuple(_equivalent_value(inner) for inner in inside.get("equivalentSecCategoryTag", ())),
        start=one.instant("notBefore"),
        end=one.instant("notAfter"),
        only=None if only is None else frozenset(only.split()),
    )


def _equivalent_value(one: At) -> model.ValueEquivalent:
    one.only("policyRef", "tagSetId", "tagType", "enumType", "lacv", "applied", "action")
    one.empty()
    applied = cast("model.Applied", one.one_of("applied", _APPLIED))
    discard = one.given("action") is not None and one.one_of("action", ("discard",)) == "discard"
    lacv = number(one.given("lacv") or "")
    if not lacv and not discard:
        one.refuse("`lacv` is missing", expected="lacv")
    return model.ValueEquivalent(one.named("policyRef"), one.oid("tagSetId"), _type(one), lacv, applied, discard)


def _policies(whole: At | None) -> tuple[model.EquivalentPolicy, ...]:
    if whole is None:
        return ()
    whole.only()
    found = []
    for one in whole.inside("equivalentPolicy"):
        one.only("name", "id", *_URIS)
        found.append(model.EquivalentPolicy(one.named("name"), one.oid("id"), _required(one.grouped("requiredCategory"))))
    return tuple(found)


def _privacy_marks(whole: At) -> tuple[str, ...]:
    names = tuple(one.named("name") for one in whole.inside("privacyMark", "markingData", "markingQualifier") if one.name == "privacyMark")
    if len(set(names)) != len(names):
        raise Malformed("a privacy mark stands twice", place=Place(whole.source), expected="each once")
    return names
