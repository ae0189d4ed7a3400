// A second reading of the formats of receipts, in another language and with other people's primitives: one request on standard input,
// one answer on standard output, both JSON.
//
// Source: C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof; RFC 9162 section 2.1.3.2.
import { createHash, createPublicKey, verify as verifyEd25519 } from "node:crypto";
import { readFileSync } from "node:fs";
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import { ml_kem768_p256, ml_kem1024_p384 } from "@noble/post-quantum/hybrid.js";

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const number = (value, bytes = 8) => {
  const made = Buffer.alloc(bytes);
  made.writeBigUInt64BE(BigInt(value));
  return made;
};
const named = (text) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);

function key(line) {
  const [name, id, data] = line.split("+");
  const bytes = Buffer.from(line.slice(name.length + id.length + 2), "base64");
  if (data === undefined || sha256(Buffer.from(`${name}\n`), bytes).subarray(0, 4).toString("hex") !== id) throw new Error("no key");
  return { name, id, kind: bytes[0], bytes: bytes.subarray(1) };
}

function signed(one, text, signature) {
  const [origin, size, root] = text.split("\n");
  if (one.kind === 1) return ed25519(one, Buffer.from(text), signature);
  const time = signature.readBigUInt64BE(0);
  const rest = signature.subarray(8);
  if (one.kind === 4) return ed25519(one, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), rest);
  if (one.kind !== 6) throw new Error(`a kind of key: ${one.kind}`);
  const parts = [Buffer.from("subtree/v1\n\0"), named(one.name), number(time), named(origin), number(0), number(size)];
  return ml_dsa44.verify(rest, Buffer.concat([...parts, Buffer.from(root, "base64")]), one.bytes);
}

function ed25519(one, message, signature) {
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), one.bytes]);
  return verifyEd25519(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
}

// Names of the keys that signed; a bad signature of a known key refuses the note.
function signers(note, keys) {
  const at = note.lastIndexOf("\n\n");
  const text = note.slice(0, at + 1);
  const found = [];
  for (const line of note.slice(at + 2).split("\n").filter((one) => one)) {
    const [, name, data] = line.match(/^— (\S+) (\S+)$/) ?? [];
    const bytes = Buffer.from(data ?? "", "base64");
    const one = keys.find((some) => some.name === name && some.id === bytes.subarray(0, 4).toString("hex"));
    if (one === undefined) continue;
    if (!signed(one, text, bytes.subarray(4))) throw new Error(`a signature of ${name} that does not hold`);
    found.push(`${name} ${one.kind}`);
  }
  return { text, found };
}

function receipt({ receipt: data, entry, keys: lines }) {
  const all = Buffer.from(data, "base64").toString("utf8");
  const at = all.indexOf("\n\n");
  const head = all.slice(0, at).split("\n");
  if (head.shift() !== "c2sp.org/tlog-proof@v1") throw new Error("no receipt");
  if (head[0].startsWith("extra ")) head.shift();
  const index = BigInt(head.shift().match(/^index (\d+)$/)[1]);
  const { text, found } = signers(all.slice(at + 2), lines.map(key));
  if (found.length === 0) throw new Error("signed by nobody who is known");
  const [, size, root] = text.split("\n");
  let [place, last] = [index, BigInt(size) - 1n];
  if (place > last) throw new Error("no such entry");
  let hash = sha256(Buffer.from([0]), Buffer.from(entry, "base64"));
  for (const line of head) {
    const other = Buffer.from(line, "base64");
    if (last === 0n) throw new Error("a proof that is too long");
    if (place & 1n || place === last) {
      hash = sha256(Buffer.from([1]), other, hash);
      while (!(place & 1n) && place !== 0n) [place, last] = [place >> 1n, last >> 1n];
    } else {
      hash = sha256(Buffer.from([1]), hash, other);
    }
    [place, last] = [place >> 1n, last >> 1n];
  }
  if (last !== 0n || hash.toString("base64") !== root) throw new Error("the proof does not lead to the root");
  return { signers: found, index: Number(index) };
}

function encapsulate({ algorithm, public: data }) {
  const kem = { "hpqt:secp256r1-mlkem768": ml_kem768_p256, "hpqt:secp384r1-mlkem1024": ml_kem1024_p384 }[algorithm];
  const { cipherText, sharedSecret } = kem.encapsulate(Uint8Array.from(Buffer.from(data, "base64")));
  return { ciphertext: Buffer.from(cipherText).toString("base64"), secret: Buffer.from(sharedSecret).toString("base64") };
}

const asked = JSON.parse(readFileSync(0, "utf8"));
let answer;
try {
  answer = { ok: true, ...{ receipt, encapsulate }[asked.do](asked) };
} catch (error) {
  answer = { ok: false, why: error.message };
}
console.log(JSON.stringify(answer));
