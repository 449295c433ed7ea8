/**
 * The laws of voltage-domain steps against transients of ngspice: fits them to the kept staircases of test/simulate/neuron/ngspice (made by make-staircases.mjs there, which
 * needs ngspice), prints the errors, and writes the table of README.md and spice.svg here, or both into another
 * folder (--out).
 *
 *     node examples/neurons/spice.mjs [--out FOLDER]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fits, lawOf } from '../../test/simulate/neuron/ngspice/fits.mjs';
import { stepsOf } from '../../test/simulate/neuron/ngspice/staircase.mjs';
import { importSource } from '../../build/import-source.mjs';
import { outputOf } from '../study.mjs';
import { plotFits } from './plot.mjs';

const { values: options } = parseArgs({ options: { out: { type: 'string' } } });
const output = outputOf(import.meta.dirname, options.out);
const staircases = JSON.parse(readFileSync(new URL('../../test/simulate/neuron/ngspice/staircases.json', import.meta.url), 'utf8'));
const laws = await importSource('src/simulate/neuron/laws.ts');
const found = fits(staircases, laws);

/** The search ends there: the transient does not say. */
const LARGEST_V = 99;
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = [
  row(['mirror', 'branch', 'law', 'D0, mV', 'early, V', 'knee, mV', 'rms error', 'largest error']), row(Array(8).fill('---')),
  ...found.map(({ mirror, branch, law, scale_V, early_V, knee_V, rms, worst }) =>
    row([mirror, branch, law, (1e3 * scale_V).toFixed(1), early_V > LARGEST_V ? 'none' : early_V.toFixed(2), (1e3 * knee_V).toFixed(0), `${(100 * rms).toFixed(1)} %`, `${(100 * worst).toFixed(1)} %`])),
].join('\n');
console.log(table);
output.show({ spice: `\n${table}` });
await plotFits(series(), output.file('spice.svg'));

function series() {
  return found.filter(({ law }) => law === 'up' || law === 'mirror').filter(({ mirror }) => ['L30', 'L100', 'L300', 'L100-single'].includes(mirror)).flatMap((one) => {
    const { mirror, branch, scale_V, early_V, knee_V } = one;
    const share = lawOf(laws, one.law)(early_V, knee_V);
    const potentials = Array.from({ length: 91 }, (_, i) => i / 100);
    return [
      ...stepsOf(staircases[`${mirror} ${branch}`]).map(({ potential_V, step_V }) => ({ mirror, branch, kind: 'ngspice', potential: potential_V, step: 1e3 * step_V })),
      ...potentials.map((potential) => ({ mirror, branch, kind: 'law', potential, step: 1e3 * scale_V * share(potential) })),
    ];
  });
}
