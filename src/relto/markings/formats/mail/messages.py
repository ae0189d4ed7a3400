"""The label of a whole message, and headers put before it.

Only the message's own headers are read: a message inside it (``message/rfc822``) has headers of its own. Marking puts a header before a
message and keeps every other byte; a message that has a label is not marked again, its label is changed, and the change is written down.
"""

import re

from attrs import evolve

from relto.labels import Label
from relto.markings.characters import as_it_looks
from relto.markings.formats.mail.australian import AUSTRALIAN, ProtectiveMarking, read_australian, read_fields
from relto.markings.formats.mail.headers import block, one_value, read_headers, subject_of, unfolded
from relto.markings.formats.mail.sio import HISTORY, SIO, Change, SioLabel, read_change, read_sio, write_change
from relto.markings.formats.model import MachineLabel
from relto.markings.formats.parts import written
from relto.primitives import Malformed, Place
from relto.primitives.limits import MAIL_BYTES

_SUBJECT = re.compile(r"\[(SEC=[^\[\]]*)\]")
_NEARLY = re.compile(r"[\[(<{]\s*SEC\s*[=:]", re.IGNORECASE)
_LINE_END = re.compile(rb"\r?\n")
_SIO_FIELD = re.compile(rb"^SIO-Label[ \t]*:[^\n]*\n?(?:[ \t][^\n]*\n?)*", re.IGNORECASE | re.MULTILINE)


def read_message(data: bytes, source: str = "message") -> MachineLabel | None:
    """The label that a message's headers say; ``None`` where none of them is one.

    Raises:
        Malformed: the message is too large; its headers can be read in two ways; a header is no label, stands twice, or says another
            label than its neighbour; a subject says something that is nearly a marking.
    """
    message = read_headers(data, source, MAIL_BYTES)
    found: list[MachineLabel] = []
    if SIO in message:
        found.append(read_sio(one_value(message, SIO, source), source))
    if AUSTRALIAN in message:
        found.append(read_australian(one_value(message, AUSTRALIAN, source), source))
    text = subject_of(message, source)
    subject = _SUBJECT.findall(text)
    if len(subject) > 1:
        raise Malformed("two markings in one subject", place=Place(source), found=f"{len(subject)}", expected="one")
    if len(_NEARLY.findall(as_it_looks(text))) != len(subject):
        raise Malformed(
            "a subject that is nearly marked", place=Place(source), found=text[:80], expected="[SEC=…], as the standard writes it"
        )
    if subject:
        found.append(read_fields(subject[0], source))
    labels = {evolve(one.label, marked_on=None) for one in found}
    if len(labels) > 1:
        texts = ", ".join(sorted(written(one) for one in labels))
        raise Malformed("the headers say different labels", place=Place(source), found=texts, expected="one label")
    return found[0] if found else None


def mark_message(data: bytes, label: MachineLabel | Label, form: SioLabel | ProtectiveMarking, source: str = "message") -> bytes:
    """A message with a label: one header before it, every other byte as it was.

    Raises:
        Malformed: the message has a label already, or the header cannot carry this one; or it does not begin with its headers.
    """
    if read_message(data, source) is not None:
        raise Malformed("the message has a label already", place=Place(source), expected="a message without one")
    return _checked(form.write(label) + data, label, source)


def change_label(
    data: bytes, label: MachineLabel | Label, *, by: str, at: str, comment: str | None = None, source: str = "message"
) -> bytes:
    """A message whose ``SIO-Label`` is another, with an ``SIO-Label-History`` before it; every other byte is as it was.

    Args:
        data: the message.
        label: the label that it has from now on.
        by: who changes it.
        at: when, as the history is to say it (a date of RFC 5322).
        comment: why.
        source: name of the input, for errors.

    Raises:
        Malformed: the message has no ``SIO-Label``, or another header says its label too.
    """
    before = read_message(data, source)
    head = block(data)
    fields = list(_SIO_FIELD.finditer(data, 0, len(head)))
    if before is None or len(fields) != 1:
        raise Malformed("the message has no SIO-Label to change", place=Place(source), expected="one SIO-Label")
    field = SioLabel().write(label)
    history = write_change(Change(SioLabel().read(fields[0][0].rstrip(b"\r\n") + b"\r\n"), SioLabel().read(field), by, at, comment))
    start, end = fields[0].span()
    if end == len(head):  # the last field: the end of its line stands behind the block
        behind = _LINE_END.match(data, end)
        end = end if behind is None else behind.end()
    return _checked(history + field + data[:start] + data[end:], label, source)


def read_history(data: bytes, source: str = "message") -> tuple[Change, ...]:
    """What became of a message's label, as its ``SIO-Label-History`` headers stand, the latest first; nothing of it decides.

    Raises:
        Malformed: the headers can be read in two ways, or one of them is no history.
    """
    message = read_headers(data, source, MAIL_BYTES)
    return tuple(read_change(unfolded(str(value), HISTORY, source), source) for value in message.get_all(HISTORY, []))


def _checked(made: bytes, label: MachineLabel | Label, source: str) -> bytes:
    """What was made, where it says the label."""
    wanted = label.label if isinstance(label, MachineLabel) else label
    found = read_message(made, source)
    if found is None or evolve(found.label, marked_on=None) != evolve(wanted, marked_on=None):
        raise Malformed("the message would not say this label", place=Place(source), found=written(wanted), expected="a message of headers")
    return made
