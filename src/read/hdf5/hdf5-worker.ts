import { parentPort, workerData } from 'node:worker_threads';
import { extract, mostValues } from './extract.ts';
import { loadLibrary } from './library.ts';
import { limitMemory } from './limit-memory.ts';

/** Entry of a thread that reads one file: says `ready`, then what it found. A damaged file may keep it busy for ever; it is ended then. */
console.error = () => undefined;
limitMemory(mostValues((workerData as Uint8Array).length));
const library = await loadLibrary();
parentPort!.postMessage('ready');
const extraction = extract(library, workerData as Uint8Array);
parentPort!.postMessage(extraction);
