/** CRC-32 of zip (reflected polynomial 0xEDB88320), four bytes a step (Kounavis and Berry, "slicing-by-4"). */
export function crc32(bytes: Uint8Array): number {
  const [t0, t1, t2, t3] = TABLES;
  let crc = 0xffffffff;
  let index = 0;
  for (const last = bytes.length - 3; index < last; index += 4) {
    crc ^= bytes[index]! | bytes[index + 1]! << 8 | bytes[index + 2]! << 16 | bytes[index + 3]! << 24;
    crc = t3[crc & 0xff]! ^ t2[crc >>> 8 & 0xff]! ^ t1[crc >>> 16 & 0xff]! ^ t0[crc >>> 24]!;
  }
  for (; index < bytes.length; index++) crc = t0[(crc ^ bytes[index]!) & 0xff]! ^ crc >>> 8;
  return ~crc >>> 0;
}

const TABLES = makeTables();

function makeTables(): readonly [Int32Array, Int32Array, Int32Array, Int32Array] {
  const t0 = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
    return crc;
  });
  const next = (table: Int32Array): Int32Array => table.map((crc) => t0[crc & 0xff]! ^ crc >>> 8);
  const t1 = next(t0);
  const t2 = next(t1);
  return [t0, t1, t2, next(t2)];
}
