import { constants, gunzipSync } from 'node:zlib';
import { fail } from '../../diagnostics/diagnostic.ts';
import { FILE_LIMIT_bytes } from '../../files.ts';
import { idxSize_bytes } from './idx.ts';

const CLAIM_LIMIT_bytes = 1024 ** 3;
const HEAD_bytes = 2048;

/**
 * The content of a gzip file, other bytes unchanged. Bounded before it is unzipped: by the header of the idx file inside, else by the
 * size that the gzip trailer states.
 * @throws DiagnosticError S204, S205
 */
export function unzipped(bytes: Uint8Array, file: string): Uint8Array {
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) return bytes;
  if (bytes.length < 18) fail('S204', { reason: 'it is cut off' }, { file });
  const idx_bytes = idxSize_bytes(peek(bytes));
  const limit = idx_bytes === null ? Math.min(statedSize(bytes), CLAIM_LIMIT_bytes) : Math.min(idx_bytes, FILE_LIMIT_bytes);
  try {
    const content = gunzipSync(bytes, { maxOutputLength: Math.max(1, limit) });
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ERR_BUFFER_TOO_LARGE' ? fail('S205', { limit }, { file }) : fail('S204', { reason: message }, { file });
  }
}

/** The first bytes of the content; none where the file is damaged. */
function peek(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes.subarray(0, HEAD_bytes), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array(0);
  }
}

/** Last four bytes of a gzip file: the size of the content modulo 2^32 (RFC 1952). */
function statedSize(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(bytes.length - 4, true);
}
