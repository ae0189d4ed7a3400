"""The log that nobody can rewrite quietly: a Merkle tree over commitments, signed checkpoints, witnesses, receipts.

Files, sockets, the clock, randomness and private keys are passed in (:mod:`relto.audit.ports`, `Signer`).
"""

from relto.audit.checking import Problem, Report, Stretch, go_through, look_over
from relto.audit.checkpoints import Checkpoint, parse_checkpoint
from relto.audit.commitments import SALT_BYTES, Opening, commit, verify_opening
from relto.audit.evidence import Disagreement, parse_disagreement, verify_disagreement
from relto.audit.growth import Growth
from relto.audit.keys import Kind, PrivateKeySigner, Signer, VerifierKey, parse_key
from relto.audit.log import Log, prove, prove_consistency
from relto.audit.merkle import EMPTY_ROOT, leaf_hash, leaf_hashes, node_hash, verify_consistency, verify_inclusion
from relto.audit.notes import Note, Signature, Signed, parse_note, parse_signatures, sign_text, verify_note, verify_signed_by
from relto.audit.policies import Accepted, Group, Policy, parse_policy
from relto.audit.ports import KeepsGrowth, LogSource, LogStore, WitnessStore
from relto.audit.receipts import Receipt, parse_receipt, verify_receipt
from relto.audit.succession import Succession, parse_succession, verify_succession
from relto.audit.tiles import Edge, Tile, TileTree, parse_path, read_bundle, tile_in, tiles_of, write_bundle
from relto.audit.witnessing import Answer, Request, Witness, parse_request

__all__ = [
    "EMPTY_ROOT",
    "SALT_BYTES",
    "Accepted",
    "Answer",
    "Checkpoint",
    "Disagreement",
    "Edge",
    "Group",
    "Growth",
    "KeepsGrowth",
    "Kind",
    "Log",
    "LogSource",
    "LogStore",
    "Note",
    "Opening",
    "Policy",
    "PrivateKeySigner",
    "Problem",
    "Receipt",
    "Report",
    "Request",
    "Signature",
    "Signed",
    "Signer",
    "Stretch",
    "Succession",
    "Tile",
    "TileTree",
    "VerifierKey",
    "Witness",
    "WitnessStore",
    "commit",
    "go_through",
    "leaf_hash",
    "leaf_hashes",
    "look_over",
    "node_hash",
    "parse_checkpoint",
    "parse_disagreement",
    "parse_key",
    "parse_note",
    "parse_path",
    "parse_policy",
    "parse_receipt",
    "parse_request",
    "parse_signatures",
    "parse_succession",
    "prove",
    "prove_consistency",
    "read_bundle",
    "sign_text",
    "tile_in",
    "tiles_of",
    "verify_consistency",
    "verify_disagreement",
    "verify_inclusion",
    "verify_note",
    "verify_opening",
    "verify_receipt",
    "verify_signed_by",
    "verify_succession",
    "write_bundle",
]
