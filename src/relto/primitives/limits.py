"""How large an input may be. Each limit is checked before the input is parsed; docs/reference/limits.md lists them."""

MARKING_CHARS = 2_000
"""Longest text of one marking, in characters. The longest legitimate banner met has about 300."""

DOCUMENT_BYTES = 16 * 1024 * 1024
"""Largest document, in bytes."""

DOCUMENT_LINE_CHARS = 200_000
"""Longest line of a document, in characters."""

DOCUMENT_PORTIONS = 50_000
"""Most portions in one document."""

STRUCTURED_BYTES = 2 * 1024 * 1024
"""Largest YAML or JSON file (an agreement, a consent), in bytes."""

STRUCTURED_DEPTH = 24
"""Deepest nesting of a YAML or JSON file."""

JSON_LINES_BYTES = 256 * 1024 * 1024
"""Largest file of JSON lines of markings, in bytes."""

MARKING_LINE_BYTES = 32 * 1024
"""Longest such line, in bytes."""

LABEL_BYTES = 64 * 1024
"""Largest machine form of one label, in bytes."""

LABEL_DEPTH = 16
"""Deepest nesting of a machine form of a label."""

SPIF_BYTES = 16 * 1024 * 1024
"""Largest security policy as XML SPIF, in bytes."""

SPIF_VALUES = 20_000
"""Most categories of one policy; of levels there are 256 at most, of tags 1,000."""

BUNDLE_BYTES = 256 * 1024 * 1024
"""Largest bundle of STIX objects, in bytes."""

BUNDLE_DEPTH = 64
"""Deepest nesting of a bundle."""

XML_BYTES = 16 * 1024 * 1024
"""Largest XML document that labels stand in or beside, in bytes."""

BINDINGS = 1_000
"""Most bindings of labels to data in one file."""

MAIL_BYTES = 64 * 1024 * 1024
"""Largest e-mail message whose headers are read, in bytes; its headers are held to ``LABEL_BYTES``."""

CALENDAR_ENTRIES = 10_000
"""Most entries of one calendar of agreements."""
