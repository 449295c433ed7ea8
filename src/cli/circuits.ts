import { builtInNeuronCircuits, checkWritable, fail, loadNeuronCircuit, renderCircuitPage, renderCircuitText, transferCurve, VERSION, writeAtomically } from '../index.ts';
import { colourful } from './terminal.ts';

interface Flags {
  readonly json?: boolean;
  readonly html?: string;
}

/** The neuron circuits that there are, or all about one of them: parameters, prices, transfer curve. */
export async function circuits(nameOrFile: string | undefined, flags: Flags): Promise<void> {
  if (nameOrFile === undefined) return list(flags);
  const { json, html } = flags;
  if (html !== undefined) checkWritable(html);
  const circuit = loadNeuronCircuit(nameOrFile);
  const curve = transferCurve(circuit);
  if (html !== undefined) writeAtomically(html, await renderCircuitPage(circuit, curve, VERSION));
  process.stdout.write(json ? `${JSON.stringify({ ...circuit, transferCurve: curve }, null, 2)}\n` : renderCircuitText(circuit, curve, colourful(process.stdout)));
}

function list({ json, html }: Flags): void {
  if (html !== undefined) fail('S807', { option: '--html', value: 'given', allowed: 'given together with the name of a circuit' });
  const known = builtInNeuronCircuits();
  process.stdout.write(json ? `${JSON.stringify(known, null, 2)}\n` : known.map(({ name, kind, summary }) => `${name.padEnd(19)} ${kind.padEnd(15)} ${summary}\n`).join(''));
}
