/** The HDF5 signature stands at byte 0, or after a block of the user's own at 512, 1024, 2048, ... */
export function isHdf5(bytes: Uint8Array): boolean {
  for (let offset = 0; offset + SIGNATURE.length <= bytes.length; offset = offset === 0 ? 512 : offset * 2) {
    if (SIGNATURE.every((byte, index) => bytes[offset + index] === byte)) return true;
  }
  return false;
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** What kind of file these bytes are, in words, from how they begin. */
export function nameOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file';
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 256));
  if (start.startsWith('PK\x03\x04')) return start.includes('data.pkl') ? 'a PyTorch file (torch.save)' : 'a zip archive (PyTorch and NumPy .npz files are such)';
  if (start.startsWith('\x80')) return 'a Python pickle (old PyTorch files are such)';
  if (start.startsWith('\x1f\x8b')) return 'a gzip file';
  if (start.startsWith('\x93NUMPY')) return 'a NumPy array';
  if (start.startsWith('version https://git-lfs')) return 'a Git LFS pointer, which stands for a file that was not downloaded';
  if (/^\s*<(!doctype|html)/i.test(start)) return 'a web page';
  if (/^\s*[{[]/.test(start)) return 'a JSON text';
  if (/^[\x09\x0a\x0d\x20-\x7e]*$/.test(start)) return 'a text file';
  return `something that begins with the bytes ${[...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}
