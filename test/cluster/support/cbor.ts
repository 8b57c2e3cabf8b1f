/** CBOR (RFC 8949), as far as AWS's SDKs write it: the protocol that KEDA's speaks with CloudWatch. */

/** Reads a value; times become dates. */
export function fromCbor(bytes: Buffer): unknown {
  let at = 0;
  const take = (length: number): Buffer => bytes.subarray(at, (at += length));
  const argument = (short: number): number => {
    if (short < 24) return short;
    const rest = take(2 ** (short - 24));
    return short === 27 ? Number(rest.readBigUInt64BE()) : rest.readUIntBE(0, rest.length);
  };
  const endless = (short: number, one: () => void): void => {
    if (short !== 31) {
      for (let left = argument(short); left > 0; left -= 1) one();
      return;
    }
    while (bytes[at] !== 0xff) one();
    at += 1;
  };
  const value = (): unknown => {
    const [head] = take(1);
    const [major, short] = [head >> 5, head & 31];
    switch (major) {
      case 0:
        return argument(short);
      case 1:
        return -1 - argument(short);
      case 3:
        return take(argument(short)).toString();
      case 4: {
        const items: unknown[] = [];
        endless(short, () => items.push(value()));
        return items;
      }
      case 5: {
        const entries: [string, unknown][] = [];
        endless(short, () => entries.push([value() as string, value()]));
        return Object.fromEntries(entries);
      }
      case 6: {
        if (argument(short) !== 1) throw new Error('a tag that is not of a time');
        return new Date(Math.round((value() as number) * 1000));
      }
      default:
        return simple(short, take);
    }
  };
  return value();
}

function simple(short: number, take: (length: number) => Buffer): unknown {
  if (short === 20 || short === 21) return short === 21;
  if (short === 26) return take(4).readFloatBE();
  if (short === 27) return take(8).readDoubleBE();
  return null;
}

/** Writes text, numbers, lists and maps. */
export function toCbor(value: unknown): Buffer {
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9, 0xfb);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(toCbor)]);
  const entries = Object.entries(value as object);
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([key, item]) => [toCbor(key), toCbor(item)])]);
}

function head(major: number, length: number): Buffer {
  const bytes = Buffer.alloc(5, (major << 5) | 26);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}
