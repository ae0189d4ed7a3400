"""A policy written as XML SPIF, elements in the schema's order. Reading what was written gives the same policy.

Source: the SPIF schema of xmlspif.org, version 2.1.
"""

from datetime import datetime

from lxml import etree

from relto.markings.formats.xml import Element
from relto.markings.spif import model
from relto.markings.spif.elements import LANG, NAMESPACE, RELTO
from relto.primitives import Malformed, Place


def write_policy(policy: model.Policy) -> bytes:
    """Writes a policy.

    Raises:
        Malformed: its file had parts that were not kept, which would be lost; or a text that XML cannot hold.
    """
    if policy.passed_over:
        raise Malformed(
            "parts of the file were passed over and would be lost",
            place=Place(policy.name),
            found=", ".join(policy.passed_over),
            expected="a policy without them",
        )
    try:
        root = _root(policy)
    except ValueError:
        raise Malformed("a character that XML cannot hold", place=Place(policy.name), expected="printable characters") from None
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _root(policy: model.Policy) -> Element:
    part = any(one.part for one in policy.tag_sets)
    root = etree.Element(f"{{{NAMESPACE}}}SPIF", nsmap={None: NAMESPACE} | ({"relto": RELTO} if part else {}))
    head = policy.header
    _set(root, schemaVersion=head.schema_version, version=head.version, creationDate=head.created, originatorDN=head.originator)
    _set(root, keyIdentifier=head.key, privilegeId=head.privilege, rbacId=head.rbac)
    _set(root, notBefore=_instant(head.start), notAfter=_instant(head.end))
    if policy.default is not None:
        _add(root, "defaultSecurityPolicyId", name=policy.default[0], id=policy.default[1])
    _add(root, "securityPolicyId", name=policy.name, id=policy.id)
    levels = _add(root, "securityClassifications")
    for level in policy.levels:
        _level(levels, level)
    if policy.tag_sets:
        sets = _add(root, "securityCategoryTagSets")
        for one in policy.tag_sets:
            _tag_set(sets, one)
    if policy.privacy_marks:
        marks = _add(root, "privacyMarks")
        for name in policy.privacy_marks:
            _add(marks, "privacyMark", name=name)
    if policy.equivalent_policies:
        policies = _add(root, "equivalentPolicies")
        for other in policy.equivalent_policies:
            _required(_add(policies, "equivalentPolicy", name=other.name, id=other.id), other.required)
    _phrases(root, policy.phrases)
    _qualifiers(root, policy.qualifiers)
    return root


def _add(parent: Element, name: str, /, **attributes: str | None) -> Element:
    return _set(etree.SubElement(parent, f"{{{NAMESPACE}}}{name}"), **attributes)


def _set(node: Element, /, **attributes: str | None) -> Element:
    for name, value in attributes.items():
        if value is not None:
            node.set(name, value)
    return node


def _instant(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()


def _truth(value: bool) -> str | None:  # noqa: FBT001 - an attribute that is left out where it is false
    return "true" if value else None


def _level(parent: Element, one: model.Level) -> None:
    node = _add(parent, "securityClassification", name=one.name, lacv=str(one.lacv), hierarchy=str(one.hierarchy))
    _set(node, color=one.colour, obsolete=_truth(one.obsolete))
    for other in one.equivalents:
        made = _add(node, "equivalentClassification", policyRef=other.policy, lacv=str(other.lacv), applied=other.applied)
        _required(made, other.required)
    _phrases(node, one.phrases)
    _qualifiers(node, one.qualifiers)
    _required(node, one.required)


def _tag_set(parent: Element, one: model.TagSet) -> None:
    node = _add(parent, "securityCategoryTagSet", name=one.name, id=one.id)
    if one.part is not None:
        node.set(f"{{{RELTO}}}part", one.part)
    for tag in one.tags:
        made = _add(node, "securityCategoryTag", name=tag.name or None)
        _type(made, tag.type)
        _set(made, tag7Encoding=tag.encoding, singleSelection=_truth(tag.most == 1))
        _set(made, maxSelection=str(tag.most) if tag.most not in {None, 1} else None, minSelection=str(tag.least) if tag.least else None)
        for value in tag.values:
            _value(made, value)
        _qualifiers(made, tag.qualifiers)
    for other in one.equivalents:
        same = _add(node, "equivalentSecurityCategoryTagSet", policyRef=other.policy, name=other.name, id=other.id)
        _required(same, other.required)


def _type(node: Element, said: model.TagType) -> None:
    first, _, second = said.partition(" ")
    _set(node, tagType="tagType7" if first == "informative" else first, enumType=second or None)


def _value(parent: Element, one: model.Value) -> None:
    node = _add(parent, "tagCategory", name=one.name, lacv=one.lacv, requiredClass=one.required_level, obsolete=_truth(one.obsolete))
    _set(node, notBefore=_instant(one.start), notAfter=_instant(one.end))
    if one.only is not None:
        node.set(f"{{{RELTO}}}only", " ".join(sorted(one.only)))
    for other in one.equivalents:
        made = _add(node, "equivalentSecCategoryTag", policyRef=other.policy, tagSetId=other.tag_set_id)
        _type(made, other.type)
        _set(made, lacv=other.lacv, applied=other.applied, action="discard" if other.discard else None)
    _phrases(node, one.phrases)
    _qualifiers(node, one.qualifiers)
    for name in sorted(one.excluded_levels):
        _add(node, "excludedClass").text = name
    _required(node, one.required)
    for group in one.excluded:
        _group(node, "excludedCategory", group)


def _required(node: Element, some: tuple[model.Required, ...]) -> None:
    for one in some:
        made = _add(node, "requiredCategory", operation=one.operation)
        for group in one.groups:
            _group(made, "categoryGroup", group)


def _group(parent: Element, name: str, one: model.Group) -> None:
    node = _add(parent, name, tagSetRef=one.tag_set)
    _type(node, one.type)
    _set(node, lacv=one.lacv, all=_truth(one.lacv is None))


def _phrases(node: Element, some: tuple[model.Phrase, ...]) -> None:
    for one in some:
        made = _add(node, "markingData", phrase=one.text)
        if one.language:
            made.set(LANG, one.language)
        for code in one.codes:
            _add(made, "code").text = code


def _qualifiers(node: Element, some: tuple[model.Qualifier, ...]) -> None:
    for one in some:
        made = _add(_add(node, "markingQualifier", markingCode=one.place or None), "qualifier", markingQualifier=one.text)
        _set(made, qualifierCode=one.code)
        if one.language:
            made.set(LANG, one.language)
