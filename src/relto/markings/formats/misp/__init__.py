"""MISP: tags as labels, and what tags, distribution and sharing groups say of an event and its parts."""

from relto.markings.formats.misp.events import Tagged, labels_of, mark
from relto.markings.formats.misp.reach import Reach, Recipients, SharingGroup, recipients
from relto.markings.formats.misp.tags import Misp, read_tags, write_tags
from relto.markings.formats.misp.taxonomies import Taxonomy, known_taxonomies

__all__ = [
    "Misp",
    "Reach",
    "Recipients",
    "SharingGroup",
    "Tagged",
    "Taxonomy",
    "known_taxonomies",
    "labels_of",
    "mark",
    "read_tags",
    "recipients",
    "write_tags",
]
