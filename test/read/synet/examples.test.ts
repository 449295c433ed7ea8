import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../src/ir/dataset.ts';
import type { Network } from '../../../src/ir/network.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { NEURON_MODELS } from '../../../src/read/synet/neurons/models.ts';
import { printSynet } from '../../../src/read/synet/print.ts';
import { readSynet, readSynetText } from '../../../src/read/synet/read.ts';
import { describeStage } from '../../../src/report/describe-stage.ts';
import { runPart } from '../../../src/simulate/reference/run-reference.ts';
import { withoutOrigins } from './origins.ts';

const FOLDER = fileURLToPath(new URL('../../../examples/models/', import.meta.url));
const PAGE = readFileSync(new URL('../../../grammar/README.md', import.meta.url), 'utf8');
const LIST = readFileSync(new URL('../../../examples/README.md', import.meta.url), 'utf8');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.synet'));

function samples(rows: readonly (readonly number[])[]): Dataset {
  return { file: 'inputs.csv', count: rows.length, shape: [2], timesteps: null, labels: null, read: (index, out) => out.set(rows[index]!) };
}

const inputs = samples(readFileSync(`${FOLDER}inputs.csv`, 'utf8').trim().split('\n').map((line) => line.split(',').map(Number)));

/** Outputs of every sample: what the comment at the top of an example says can be seen in them. */
function outputsOf(network: Network, data: Dataset): number[][] {
  const { outputs, outputCount } = runPart(network, data);
  return Array.from({ length: data.count }, (_, sample) => [...outputs.subarray(sample * outputCount, (sample + 1) * outputCount)]);
}

describe('an example for each model', () => {
  const outputs: Readonly<Record<string, readonly (readonly number[])[]>> = {
    'activations.synet': [[0.515625, -0.296875], [-0.296875, 0.515625], [0.3125, 0.3125], [0.546875, -0.390625]],
    'adaptation.synet': [[6, 3], [3, 6], [4, 4], [6, 2]],
    'conductance.synet': [[17, 19], [0, 0], [0, 12], [19, 19]],
    'first-spike.synet': [[1.3986123601936835, 3.4042858291626445], [2.7587203490221186, 1.1095690902801452], [2.0108256237659905, 2.2296607326810207], [1.0986122886681096, 3.701410787444174]],
    'if.synet': [[7, 0], [7, 4], [10, 2], [7, 0]],
    'izhikevich.synet': [[6, 22], [3, 11], [5, 16], [6, 23]],
    'lif.synet': [[6, 25], [3, 12], [4, 16], [6, 25]],
    'loihi.synet': [[14, 8], [6, 15], [10, 14], [14, 7]],
    'recurrent.synet': [[16, 12, 10, 5], [10, 5, 16, 12], [14, 9, 14, 9], [16, 12, 9, 4]],
    'synapse.synet': [[2.174926051734971], [-2.174926051734971], [0], [2.5110507393010395]],
  };

  test.each(FILES)('%s is sound, runs, and reads back from its canonical text', (name) => {
    const { network, diagnostics } = readSynet(FOLDER + name);
    expect([...diagnostics, ...verifyNetwork(network)]).toEqual([]);
    const { text } = printSynet(network, { sideFile: 'x.npz' });
    assert.deepStrictEqual(withoutOrigins(readSynetText(text, { file: name, folder: FOLDER }).network), withoutOrigins(network));
    expect(outputsOf(network, inputs)).toEqual(outputs[name]);
    const shown = outputs[name]!.map((sample) => sample.map((value) => Number(value.toPrecision(6))).join(' ')).join(' / ');
    expect(LIST).toMatch(new RegExp(`\\| \\[${name.replace('.synet', '')}\\]\\(models/${name}\\) \\|.*\\| ${shown} \\|`));
  });

  test.each(FILES)('%s: inspect prints an equation of every population, and the network behind them', (name) => {
    const { network } = readSynet(FOLDER + name);
    const text = describeStage(network, true, []);
    for (const { name: population, neuron } of network.populations) {
      const lines = text.split('\n');
      const at = lines.findIndex((line) => line.startsWith(`# ${population} [`));
      if (neuron.kind === 'input' && neuron.coding !== 'rate') expect(lines[at], population).toContain('input');
      else expect(lines[at + 1], population).toMatch(/^# {5}\S+ = /);
    }
    assert.deepStrictEqual(withoutOrigins(readSynetText(text, { file: name, folder: FOLDER }).network), withoutOrigins(network));
  });

  test('no model is left out, and the page of the language lists every example', () => {
    const used = new Set(FILES.flatMap((name) => readSynet(FOLDER + name).network.populations.map(({ neuron }) => neuron.kind)));
    expect(NEURON_MODELS.map(({ kind }) => kind).filter((kind) => !used.has(kind))).toEqual([]);
    expect(FILES.filter((name) => !PAGE.includes(`(../examples/models/${name})`))).toEqual([]);
  });
});

describe('the page of the language', () => {
  test('begins with a network that computes the exclusive or', () => {
    const { network } = readSynetText(/```synet\n(.*?)```/s.exec(PAGE)![1]!, { file: 'xor.synet', folder: FOLDER });
    expect(verifyNetwork(network)).toEqual([]);
    expect(outputsOf(network, samples([[0, 0], [0, 1], [1, 0], [1, 1]]))).toEqual([[0], [10], [10], [0]]);
  });

  test('says of other tools what can be read', () => {
    const table = PAGE.slice(PAGE.indexOf('## From other tools'), PAGE.indexOf('## Statements'));
    const written = [...table.matchAll(/`((?:if|lif|izhikevich|loihi_lif)(?:\([^`]*)?)`/g)].map(([, text]) => text!);
    expect(written.length).toBeGreaterThan(12);
    for (const model of written) {
      const { network, diagnostics } = readSynetText(`synet 1 network n { dt 1 ms input x : [2] current population y : [2] ${model} output y membrane projection p : x -> y one_to_one }`, { file: model, folder: FOLDER });
      expect([...diagnostics, ...verifyNetwork(network)], model).toEqual([]);
    }
  });

  test('shows an example of every model that is read, in canonical order and without defaults', () => {
    const oneLine = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')').replace(/(\d+) mV/g, (_, digits: string) => String(Number(digits) / 1000));
    for (const { word, example } of NEURON_MODELS) {
      const text = `synet 1\nnetwork n {\n  dt 1 ms\n  input x : [2] current\n  population y : [2] ${example}\n  output y count\n}\n`;
      const { network } = readSynetText(text, { file: word, folder: FOLDER });
      expect(oneLine(printSynet(network, { sideFile: 'x.npz' }).text), word).toBe(oneLine(text));
    }
  });
});
