"""Labels in the headers of e-mail: RFC 7444 ``SIO-Label``, and Australia's ``X-Protective-Marking`` with its form in the subject.

A header stands once, in printable ASCII; what a marking needs beyond that stands encoded by RFC 2231, and nothing else is decoded.
Headers that mail programs could read in different ways are refused.
"""

from relto.markings.formats.mail.australian import ProtectiveMarking
from relto.markings.formats.mail.messages import change_label, mark_message, read_history, read_message
from relto.markings.formats.mail.sio import Change, SioLabel

__all__ = ["Change", "ProtectiveMarking", "SioLabel", "change_label", "mark_message", "read_history", "read_message"]
