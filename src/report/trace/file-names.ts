/** A population's name as that of an array or group in a file: letters, digits, `_`, `-` and `.` stand for themselves, all else as %XX of its UTF-8. */
export function nameInFile(name: string): string {
  const encoded = Array.from(new TextEncoder().encode(name), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9_.-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
  // A name of dots alone would be a folder.
  return /^\.*$/.test(encoded) ? `%2E${encoded.slice(1)}` : encoded;
}
