/**
 * `npm run bench [names]`: runs the named benchmarks, or all. A benchmark prints its own table and returns its statements;
 * the exit code is 1 when one of them does not hold. All comparisons are ratios inside one run: absolute times depend on the machine.
 */
import { loadavg, cpus } from 'node:os';
import { benchCrossbar } from './crossbar.mjs';
import { benchFirstSpike } from './first-spike.mjs';
import { benchInterchange } from './interchange.mjs';
import { benchLinear } from './linear.mjs';
import { benchMap } from './map.mjs';
import { benchNoc } from './noc.mjs';
import { benchOnnx } from './onnx.mjs';
import { benchAsplos } from './place-asplos.mjs';
import { benchPeak } from './peak.mjs';
import { benchPlace } from './place.mjs';
import { benchSpike } from './spike.mjs';
import { benchStart } from './start.mjs';

// `peak` comes last: its compiler grows a WebAssembly memory, after which V8 runs all typed-array loops of the process 20 % slower.
const BENCHMARKS = { spike: benchSpike, 'first-spike': benchFirstSpike, start: benchStart, interchange: benchInterchange, onnx: benchOnnx, linear: benchLinear, crossbar: benchCrossbar, map: benchMap, noc: benchNoc, place: benchPlace, asplos: benchAsplos, peak: benchPeak };

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exit(2);
}
console.log(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, node ${process.version}`);
for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  console.log(`\n== ${name} (load average ${loadavg().map((load) => load.toFixed(2)).join(' ')}) ==`);
  for (const { text, holds } of await run()) {
    console.log(holds ? text : `${text} MISSED`);
    if (!holds) process.exitCode = 1;
  }
}
