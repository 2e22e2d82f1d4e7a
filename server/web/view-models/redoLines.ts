import type { BlockHeader } from '../../domain/index/headers.ts'

/**
 * A program for a reader who believes nothing: it hashes both headers, and prints whether the first was mined and follows the last, its bits,
 * and BME14 in 1e-18 BTC per TH/s per day. Runs as it stands, with Node.js alone.
 */
export function redoLines({
  last,
  first,
  subsidySat,
}: {
  readonly last: BlockHeader
  readonly first: BlockHeader
  readonly subsidySat: bigint
}): readonly string[] {
  return [
    `node -e '`,
    `const sha256 = (bytes) => require("crypto").createHash("sha256").update(bytes).digest()`,
    `const hash = (header) => sha256(sha256(header)).reverse().toString("hex")`,
    `const last = Buffer.from("${last.raw.slice(2)}", "hex")`,
    `const first = Buffer.from("${first.raw.slice(2)}", "hex")`,
    `const bits = first.readUInt32LE(72)`,
    `const target = BigInt(bits & 0x7fffff) << (8n * (BigInt(bits >>> 24) - 3n))`,
    `console.log(BigInt("0x" + hash(first)) <= target)                                   // mined`,
    `console.log(Buffer.from(first.subarray(4, 36)).reverse().toString("hex") === hash(last))   // linked`,
    `console.log(bits.toString(16))`,
    `console.log(String(10n ** 30n * 86400n * ${subsidySat}n * target / (10n ** 8n * 2n ** 32n * 65535n * 2n ** 208n)))`,
    `'`,
  ]
}
