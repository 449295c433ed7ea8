// node test/simulate/neuron/ngspice/make-staircases.mjs: runs ngspice on the synapses of netlist.mjs and writes their staircases to staircases.json where they are not
// there yet. examples/neurons/spice.mjs fits the laws to them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { BRANCHES, MIRRORS } from './netlist.mjs';
import { staircase } from './staircase.mjs';

const kept = new URL('staircases.json', import.meta.url);
const made = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
for (const [name, mirror] of Object.entries(MIRRORS)) {
  for (const branch of BRANCHES) {
    made[`${name} ${branch}`] ??= staircase(mirror, branch);
    writeFileSync(kept, `{\n${Object.entries(made).map(([key, one]) => `  ${JSON.stringify(key)}: ${JSON.stringify(one)}`).join(',\n')}\n}\n`);
  }
}
