"""A key store in memory, which keeps the port's word."""

from attrs import evolve, field, frozen
from tests.unit.sealing import sealed as s

from relto.primitives import Malformed
from relto.sealing import KeyRecord, Signer
from relto.sealing.wrapping import pem_of, unwrap


@frozen
class MemoryKeyStore:
    keys: dict = field(factory=dict)

    def add(self, kid, key, use="open", **more):
        algorithm = getattr(key, "algorithm", None) or (f"rsa:{key.key_size}" if hasattr(key, "decrypt") else f"ec:{key.curve.name}")
        given = {"valid_from": s.FROM, "valid_until": s.UNTIL.replace(year=2126), **more}
        self.keys[kid] = (KeyRecord(kid, use, algorithm, pem_of(key.public_key()), **given), key)
        return self

    def records(self):
        return tuple(self.keys[kid][0] for kid in sorted(self.keys))

    def revoke(self, kid, at):
        record, key = self.keys[kid]
        self.keys[kid] = (evolve(record, revoked=at), key)

    def unwrap(self, kid, wrapped):
        record, key = self._of(kid, "open")
        return unwrap(wrapped, key, oaep=record.oaep)

    def sign(self, kid, payload, at):
        record, key = self._of(kid, "sign")
        if not record.is_current(at):
            raise Malformed("not valid")
        return Signer(kid, s.signer(key=key).algorithm, s.private_pem(key)).sign(payload)

    def _of(self, kid, use):
        record, key = self.keys.get(kid, (None, None))
        if record is None or record.revoked is not None or record.use != use:
            raise Malformed("no such key", found=kid)
        return record, key
