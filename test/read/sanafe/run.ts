import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DiagnosticError, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { assumer } from '../../../src/read/assumptions.ts';
import { neuronCount } from '../../../src/ir/network.ts';
import { readSanafe } from '../../../src/read/sanafe/read-sanafe.ts';
import { readSanafeStimulus, stimulusDataset } from '../../../src/read/sanafe/stimulus.ts';
import { interpret, type Activity } from '../../../src/simulate/reference/interpret.ts';
import { temporaryFolder } from '../../temporary.ts';

export const CASES = join(dirname(fileURLToPath(import.meta.url)), 'cases');

/** A file of its own in a temporary folder. */
export function temporary(ending: string, content: string | Uint8Array): string {
  const file = join(temporaryFolder(), `case${ending}`);
  writeFileSync(file, content);
  return file;
}

/** What the reference interpreter fires with the stimulus of the file itself: for each timestep `population.neuron`, sorted. */
export function spikesOf(file: string, timesteps: number): string[][] {
  const { network, stimulus } = readSanafeStimulus(file);
  const fired: string[][] = Array.from({ length: timesteps }, () => []);
  const onSample = (_: number, activity: Activity): void => {
    for (const population of network.populations) {
      if (population.neuron.kind === 'input' && population.neuron.coding === 'current') continue;
      const count = neuronCount(population);
      activity.get(population.name)!.forEach((sent, i) => { if (sent !== 0) fired[Math.floor(i / count)]!.push(`${population.name}.${i % count}`); });
    }
  };
  interpret(network, stimulusDataset(stimulus, file, timesteps, 1), { timesteps, onSample });
  return fired.map((neurons) => neurons.sort());
}

/** Findings of reading this text, errors or not, one a line: code, place and message. */
export function found(text: string | Uint8Array): string {
  const file = temporary('.yaml', text);
  return listed(() => readSanafe(file, assumer({})).diagnostics, file);
}

/** `S941 3:5 message`; the place is left out where none is told. */
export function listed(read: () => readonly Diagnostic[], file: string): string {
  const show = ({ code, message, where }: Diagnostic): string => `${code}${where.span ? ` ${where.span.line}:${where.span.column}` : ''} ${message}`.replaceAll(file, 'FILE');
  try {
    return read().map(show).join('\n');
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.map(show).join('\n');
    throw error;
  }
}

/** A description with these groups and edges, each on lines of its own. */
export function networkOf(groups: string, edges = '', mappings = ''): string {
  const block = (text: string, indent: string): string => text.trim().split('\n').filter(Boolean).map((line) => `${indent}${line}\n`).join('');
  return `network:\n  name: n\n  groups:\n${block(groups, '    ')}  edges:${edges === '' ? ' []' : ''}\n${block(edges, '    ')}mappings:${mappings === '' ? ' []' : ''}\n${block(mappings, '  ')}`;
}
