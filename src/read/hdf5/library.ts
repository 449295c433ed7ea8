/** What is used of h5wasm. Its virtual file system is in memory, so that no file can make it read another one. */
export type Library = typeof import('h5wasm');

/** h5wasm, ready to work; 4 MB of it, so it is imported only when an HDF5 file is met. */
export async function loadLibrary(): Promise<Library> {
  const library = await import('h5wasm');
  await library.ready;
  quieten(library);
  return library;
}

/** HDF5 describes every fault on the standard error of its virtual machine; the one diagnostic of the reader says enough. */
function quieten({ FS }: Library): void {
  if (!FS) return;
  for (const descriptor of [1, 2]) {
    FS.close((FS as unknown as { streams: readonly FS.FSStream[] }).streams[descriptor]!);
    FS.open('/dev/null', 'w');
  }
}
