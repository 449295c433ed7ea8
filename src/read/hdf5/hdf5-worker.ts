import { parentPort, workerData } from 'node:worker_threads';
import { extract } from './extract.ts';
import { loadLibrary } from './library.ts';

/** Entry of a thread that reads one file: says `ready`, then what it found. A damaged file may keep it busy for ever; it is ended then. */
console.error = () => undefined;
const library = await loadLibrary();
parentPort!.postMessage('ready');
const extraction = extract(library, workerData as Uint8Array);
parentPort!.postMessage(extraction);
