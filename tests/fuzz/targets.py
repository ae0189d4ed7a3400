"""Every reader on generated bad input: nothing but refusals, nothing that hangs, nothing taken silently."""

from tests.fuzz import agreements, audit, documents, files, formats, mail_and_misp, markings, peer, sealing, spif, xml
from tests.fuzz.running import Target

TARGETS: tuple[Target, ...] = (
    *markings.TARGETS,
    *documents.TARGETS,
    *files.TARGETS,
    *agreements.TARGETS,
    *formats.TARGETS,
    *mail_and_misp.TARGETS,
    *sealing.TARGETS,
    *spif.TARGETS,
    *xml.TARGETS,
    *audit.TARGETS,
    *peer.TARGETS,
)
