/** Decodes the header of the ONNX model in argv[2] and prints how long that took and what it added to the memory of this process. */
import { importSource } from '../import-source.mjs';

const { decodeModel } = await importSource('src/read/onnx/decode.ts');
const { openBytes } = await importSource('src/read/onnx/bytes.ts');
const before = process.memoryUsage();
const start = performance.now();
const file = openBytes(process.argv[2]);
const { graph } = decodeModel(file);
const time_ms = performance.now() - start;
const after = process.memoryUsage();
file.close();
const added = after.heapUsed + after.external - before.heapUsed - before.external;
process.stdout.write(JSON.stringify({ time_ms, tensors: graph.initializers.length, added_MiB: added / 2 ** 20, peak_MiB: process.resourceUsage().maxRSS / 1024 }));
