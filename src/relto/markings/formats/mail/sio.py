"""``SIO-Label`` and ``SIO-Label-History``: a label of STANAG 4774 in a header of e-mail, and what became of earlier ones.

``SIO-Label`` carries the marking as people read it and beside it the label in XML (type ``:xml``); the two must say the same. Colours
are kept as they stand and decide nothing. Labels of the other types (``:ess``, ``:x411``) are refused: they name their policy by a
number, and there is no public table of those numbers here. So is a header with a marking alone, which says no policy.

Source: RFC 7444 (2015). Its abstract was read; the names of parameters are from general knowledge, not checked against its text.
"""

import base64
import binascii
import re
from collections.abc import Mapping

from attrs import evolve, frozen

from relto.labels import Label
from relto.markings.formats.mail.headers import one_value, read_headers, read_parameters, written_parameter
from relto.markings.formats.model import MachineLabel, machine
from relto.markings.formats.parts import written
from relto.markings.formats.stanag4774 import Stanag4774
from relto.primitives import Malformed, Place
from relto.primitives.limits import LABEL_BYTES

SIO, HISTORY = "SIO-Label", "SIO-Label-History"
_COLOURS = ("fgcolor", "bgcolor")
_PARAMETERS = ("marking", *_COLOURS, "type", "label")
_NEW = tuple(f"new-{name}" for name in _PARAMETERS)
_CHANGED = ("changed-by", "changed-at", "changed-comment")
_XML = ":xml"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}|[A-Za-z]{1,20}")
_PIECE = 60
"""Characters of a label on one line of a header."""


@frozen
class SioLabel:
    """``SIO-Label`` as a header field; see the module."""

    id: str = "sio-label"
    name: str = "RFC 7444 header of e-mail"
    media_type: str = "message/rfc822-headers"
    source: str = "RFC 7444"

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """See :class:`~relto.markings.formats.model.Format`."""
        return read_sio(one_value(read_headers(data, source, LABEL_BYTES), SIO, source), source)

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`; the field ends with CRLF."""
        return _field(SIO, _written(machine(label), ""))


@frozen
class Change:
    """What became of a message's label: one ``SIO-Label-History``.

    Args:
        before: the label before; ``None`` where there was none.
        after: the label after; ``None`` where it was taken away.
        by: who changed it, as written.
        at: when, as written.
        comment: why, as written.
    """

    before: MachineLabel | None
    after: MachineLabel | None
    by: str | None = None
    at: str | None = None
    comment: str | None = None


def read_sio(value: str, source: str) -> MachineLabel:
    """The label of an unfolded ``SIO-Label``.

    Raises:
        Malformed: it is no label of type ``:xml``, or its marking says another label.
    """
    found = _label(read_parameters(value, _PARAMETERS, source), "", source)
    if found is None:
        raise Malformed("a label is XML", place=Place(source), found="no type", expected='type=":xml" and label')
    return found


def read_change(value: str, source: str) -> Change:
    """One unfolded ``SIO-Label-History``.

    Raises:
        Malformed: it names neither label, or one that cannot be read.
    """
    said = read_parameters(value, (*_PARAMETERS, *_NEW, *_CHANGED), source)
    found = Change(_label(said, "", source), _label(said, "new-", source), *(said.get(name) for name in _CHANGED))
    if found.before is None and found.after is None:
        raise Malformed("a history names a label", place=Place(source), found=value[:80], expected="label, new-label or both")
    return found


def write_change(change: Change) -> bytes:
    """The header field of a change, with its end.

    Raises:
        Malformed: it names neither label, or a label cannot be carried.
    """
    if change.before is None and change.after is None:
        raise Malformed("a history names a label", expected="a label before, after or both")
    lines = [] if change.before is None else _written(change.before, "")
    lines += [] if change.after is None else _written(change.after, "new-")
    said = zip(_CHANGED, (change.by, change.at, change.comment), strict=True)
    return _field(HISTORY, [*lines, *(written_parameter(name, text) for name, text in said if text is not None)])


def _field(name: str, lines: list[str]) -> bytes:
    return ";\r\n ".join([f"{name}: {lines[0]}", *lines[1:]]).encode("ascii") + b"\r\n"


def _label(said: Mapping[str, str], prefix: str, source: str) -> MachineLabel | None:
    place = Place(source)
    mine = {name: said[prefix + name] for name in _PARAMETERS if prefix + name in said}
    if not mine:
        return None
    if mine.get("type") != _XML or "label" not in mine:
        raise Malformed("a label is XML", place=place, found=mine.get("type", "no type"), expected=f'{prefix}type=":xml" and {prefix}label')
    try:
        xml = base64.b64decode(mine["label"], validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("the label is no base64", place=place, expected="base64") from None
    found = Stanag4774().read(xml, source=source)
    marking = written(found.label)
    if mine.get("marking", marking) != marking:
        raise Malformed("the marking says another label", place=place, found=mine["marking"], expected=marking)
    colours = tuple((_kept(name), (mine[name],)) for name in _COLOURS if name in mine)
    for _, (colour,) in colours:
        if not _COLOUR.fullmatch(colour):
            raise Malformed("no colour", place=place, found=colour[:40], expected="a name, or # and six hexadecimal digits")
    if any(tag.startswith(SIO) for tag, _ in found.informative):
        raise Malformed("the label has a category of the header's name", place=place, found=SIO, expected="colours as parameters")
    return evolve(found, informative=(*found.informative, *colours))


def _kept(name: str) -> str:
    return f"{SIO} {name}"


def _written(given: MachineLabel, prefix: str) -> list[str]:
    """The lines that say a label."""
    informative = dict(given.informative)
    colours = {name: informative.pop(_kept(name), None) for name in _COLOURS}
    lines = [written_parameter(f"{prefix}marking", written(given.label))]
    for name, values in colours.items():
        if values is not None:
            if len(values) != 1 or not _COLOUR.fullmatch(values[0]):
                raise Malformed("no colour", found=", ".join(values)[:40], expected="one name, or # and six hexadecimal digits")
            lines.append(written_parameter(prefix + name, values[0]))
    if len(informative) != len(given.informative) - sum(values is not None for values in colours.values()):
        raise Malformed("an informative tag stands twice", expected="each once")
    xml = base64.b64encode(Stanag4774().write(evolve(given, informative=tuple(informative.items())))).decode()
    pieces = [xml[at : at + _PIECE] for at in range(0, len(xml), _PIECE)]
    return [*lines, f'{prefix}type="{_XML}"', *(f'{prefix}label*{number}="{piece}"' for number, piece in enumerate(pieces))]
