import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readNet } from '../../src/platforms/read-net.ts';
import { spikesim } from '../../src/platforms/spikesim/spikesim.ts';
import { makeEstimateReport } from '../../src/report/estimate/report.ts';
import { runOn } from './fixture.ts';

const FOLDER = join(import.meta.dirname, '../../examples/energy-efficiency');

interface Stated {
  readonly workload: string;
  readonly net: string;
  readonly timesteps: number;
  readonly sparsity: number;
  readonly claimed: { readonly snn8_J: number; readonly ann8_J: number };
  readonly systems: readonly { readonly name: string; readonly energy_J: number; readonly breakEven: { readonly timesteps: number | null; readonly rate: number | null } }[];
}

const { stated: STATED } = JSON.parse(readFileSync(join(FOLDER, 'results.json'), 'utf8')) as { stated: readonly Stated[] };

test.each(['vgg9', 'cifarnet', 'resnet19'])('the layers of %s fit each other, nothing is assumed', (name) => {
  expect(readNet(join(FOLDER, `${name}.json`)).notes).toEqual([]);
});

test.each(STATED.map((one) => [one.workload, one] as const))('the study says what the platforms say: %s', (_, { net, timesteps, sparsity, claimed, systems }) => {
  const list = JSON.parse(readFileSync(join(FOLDER, `${net}.json`), 'utf8')) as object;
  const { claim, comparison } = makeEstimateReport(runOn(spikesim, list, { mode: 'corrected', set: [`timesteps=${timesteps}`, `spikeSparsity=${sparsity}`] }), '0.0.0', []);
  expect([claim!.total.snn8_J, claim!.total.ann8_J]).toEqual([expect.closeTo(claimed.snn8_J, 12), expect.closeTo(claimed.ann8_J, 12)]);
  comparison!.systems.forEach((found, at) => {
    const said = systems[at]!;
    expect([found.name, found.breakEven!.timesteps, found.energy_J! / said.energy_J]).toEqual([said.name, said.breakEven.timesteps, expect.closeTo(1, 9)]);
  });
});
