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

SMALL_CIPHERTEXT = 64 * 1024
"""Largest ciphertext that stands in a node's database, in bytes; larger ones are objects."""

JOURNAL_BYTES = 48 * 1024
"""Largest line of a node's journal, in bytes."""

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

HOLDING_KINDS = 5_000_000
"""Most distinct kinds of items (label, holder, originators, instrument …) in one index of holdings."""

PARQUET_GROUP_BYTES = 1024 * 1024 * 1024
"""Largest group of rows of holdings in Parquet, in bytes before compression."""

HOLDING_ROWS = 250_000_000
"""Most rows of holdings in Parquet, which can say very many in few bytes."""

LIST_NAMES = 64
"""Most names in a list of such a row, on the average of the rows read together."""

NOTE_BYTES = 256 * 1024
"""Largest signed note (a checkpoint with its cosignatures), in bytes."""

NOTE_SIGNATURES = 64
"""Most signatures on one note. The specification asks for 16 at least."""

LOG_ENTRY_BYTES = 65_535
"""Longest entry of a log, in bytes: an entry bundle counts it in two bytes."""

LOG_BATCH = 100_000
"""Most entries appended to a log at once."""

LOG_SIZE = 2**63 - 1
"""Most entries of a log, and the latest time of a cosignature."""

PROOF_HASHES = 63
"""Most hashes in a proof of inclusion or consistency."""

RECEIPT_BYTES = NOTE_BYTES + 96 * 1024
"""Largest receipt (tlog-proof), or request to a witness, in bytes."""

RECEIPT_EXTRA_BYTES = 64 * 1024
"""Most extra data in a receipt, in bytes."""

LOG_POLICY_BYTES = 1024 * 1024
"""Largest policy of logs and witnesses (tlog-policy), in bytes."""

LOG_POLICY_NAMES = 256
"""Most logs, most witnesses and most groups of one policy. The specification asks for 32 of each at least."""

KEPT_EVIDENCE = 1_000
"""Most pieces of evidence that a log or a witness keeps; more are refused, so that nobody can fill the disk."""

SEAL_MANIFEST_BYTES = 16 * 1024 * 1024
"""Largest manifest of a sealed file, in bytes: about 300 GB of content in segments of 2 MiB."""

SEAL_MANIFEST_DEPTH = 12
"""Deepest nesting of a manifest."""

SEAL_SEGMENT_BYTES = 16 * 1024 * 1024
"""Largest segment of a sealed file, in bytes of content: this much, twice, is held in memory."""

SEAL_KEYS = 256
"""Most key accesses of one sealed file."""

SEAL_ASSERTIONS = 32
"""Most assertions of one sealed file."""

REWRAP_BYTES = 4 * 1024 * 1024
"""Largest signed request for keys, in bytes."""

REWRAP_REQUESTS = 1_000
"""Most key accesses in one request for keys."""

KEYSTORE_BYTES = 4 * 1024 * 1024
"""Largest file of a key store, or of pinned keys, in bytes."""

CALENDAR_ENTRIES = 10_000
"""Most entries of one calendar of agreements."""

FORM_BYTES = 8 * 1024
"""Largest form of a request for a token, in bytes."""

PEER_ANSWER_BYTES = 16 * 1024 * 1024
"""Most bytes of the answer to messages."""

PEER_SIGNATURE_BYTES = 24 * 1024
"""Largest signed header of a message between nodes, in bytes, with its signature."""

PEER_CHECKPOINT_BYTES = 2 * 1024
"""Largest checkpoint of a log in the header of such a message, in bytes: with the log's own signature alone."""

PEER_BODY_BYTES = 2 * 1024 * 1024
"""Largest body of such a message (what is said of the content), in bytes."""

PEER_ATTACHMENT_BYTES = 24 * 1024 * 1024
"""Largest attachment of such a message (the sealed content, the text of an agreement), in bytes."""

PEER_BATCH_BYTES = 64 * 1024 * 1024
"""Most bytes of messages that go over the wire at once."""

PEER_BATCH = 500
"""Most messages that go over the wire at once."""

PEER_BUNDLE_BYTES = 512 * 1024 * 1024
"""Largest bundle of messages in a file, in bytes."""

PEER_BUNDLE = 100_000
"""Most messages in a file."""

PEER_GAPS = 1_000
"""Most gaps in a row of sequence numbers that are named at once; the rest is named when those are filled."""

HELD_BYTES = 16 * 1024 * 1024
"""Largest content of one thing that a node holds, in bytes."""

SEARCH_WORDS = 20_000
"""Most distinct words by which one thing that a node holds is found."""

PAGE = 500
"""Most entries of one page of a list."""

CARD_BYTES = 64 * 1024
"""Largest card of a node, in bytes."""

PAPER_BYTES = 1024 * 1024
"""Largest report while it is written; a larger one is imported and held at once."""

PAPERS = 200
"""Most papers that one person is writing."""

SURVEYED = 100_000
"""Most items held over which one question is asked at once."""
