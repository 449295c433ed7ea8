import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { synaptile, text } from './synaptile.ts';

const HERE = join(import.meta.dirname, 'sanafe');
const STEPS = 60;

/** What SANA-FE says of a network with the mapping in its file, on its loihi.yaml with timing model `simple`; sanafe/make-mapped.py made it. */
interface Told {
  readonly time_s: number;
  readonly energy_J: Readonly<Record<'synapse' | 'soma' | 'network' | 'total', number>>;
  readonly packets: number;
  readonly hops: number;
  readonly events: number;
  readonly updates: number;
  readonly spikes: readonly string[];
}

const TOLD = JSON.parse(readFileSync(join(HERE, 'mapped.json'), 'utf8')) as Readonly<Record<string, Told>>;

describe.each(Object.entries(TOLD))('the mapping of a SANA-FE file: %s', (name, told) => {
  const file = join(HERE, `mapped-${name}.yaml`);

  it('has the spikes, messages and hops that SANA-FE has, and its energy and time within a thousandth', () => {
    expect(run(file, '--spikes', `${name}.csv`, '--json', `${name}.json`).stderr).not.toContain('error');
    expect(sanafeSpikes(`${name}.csv`)).toEqual(told.spikes);
    const { traffic, energy, stepTime, synops } = JSON.parse(text(`${name}.json`)) as Report;
    expect([traffic.packets, traffic.hops, synops.effectiveACs + synops.effectiveMACs]).toEqual([told.packets, told.hops, told.events]);
    const { synapse, neuron, router, link } = energy.parts_J;
    near(synapse, told.energy_J.synapse);
    near(neuron, told.energy_J.soma);
    near(router + link, told.energy_J.network);
    near(energy.perInference_J, told.energy_J.total);
    near(stepTime!.perInference_s, told.time_s);
  });
});

it('what compile writes has the mapping that compile made', () => {
  const file = join(HERE, 'mapped-few-cores.yaml');
  const common = ['--target', 'loihi-sanafe', '--timesteps', String(STEPS)];
  expect(synaptile('compile', file, ...common, '--input', file, '--calibrate', file, '-o', 'ours.yaml').stderr).toContain('wrote ours.yaml');
  expect(synaptile('run', file, ...common, '--input', file, '--json', 'made.json').status).toBe(0);
  expect(synaptile('run', file, ...common, '--input', file, '--mapping', 'ours.yaml', '--json', 'given.json').status).toBe(0);
  const [made, given] = ['made.json', 'given.json'].map((name) => JSON.parse(text(name)) as Report);
  expect(given!.traffic).toEqual(made!.traffic);
  expect(given!.placement.cores).toEqual(made!.placement.cores);
});

it('what compile writes lets those neurons of a core speak first that speak most', () => {
  const file = join(HERE, 'mapped-few-cores.yaml');
  synaptile('compile', file, '--target', 'loihi-sanafe', '--timesteps', String(STEPS), '--input', file, '--calibrate', file, '--mapper', 'tiles', '-o', 'ordered.yaml');
  const counts = new Map<string, number>();
  for (const spike of TOLD['few-cores']!.spikes) counts.set(spike.split(',')[0]!, (counts.get(spike.split(',')[0]!) ?? 0) + 1);
  const byCore = new Map<string, number[]>();
  for (const [, group, first, last, core] of text('ordered.yaml').matchAll(/^  - (\w+)\.(\d+)(?:\.\.(\d+))?: \{core: ([\d.]+)/gm)) {
    if (group!.includes('input')) continue;
    const own = byCore.get(core!) ?? byCore.set(core!, []).get(core!)!;
    for (let neuron = Number(first); neuron <= Number(last ?? first); neuron++) own.push(counts.get(`${group!.replace(/^n(?=\d+$)/, '')}.${neuron}`) ?? 0);
  }
  expect([...byCore.values()].flat().reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100);
  for (const spikes of byCore.values()) expect(spikes).toEqual([...spikes].sort((a, b) => b - a));
});

it('mapper steady evens out every timestep: shorter ones than even totals give, on as many cores', () => {
  const file = join(HERE, 'mapped-one-core.yaml');
  const [steady, totals] = ['steady', 'synaptile'].map((mapper) => {
    const common = ['--target', 'loihi-sanafe', '--timesteps', String(STEPS), '--input', file, '--mapper', mapper, '--objective', 'latency', '--unit-columns', '2', '--cores', '24'];
    expect(synaptile('run', file, ...common, '--verify-each', '--json', `${mapper}.json`).stderr).not.toContain('error');
    return JSON.parse(text(`${mapper}.json`)) as Report;
  });
  expect(steady!.utilisation.coresUsed).toBeLessThanOrEqual(24);
  const work = ({ stepTime }: Report): number => stepTime!.perInference_s - STEPS * stepTime!.barrier_s;
  expect(work(steady!)).toBeLessThan(work(totals!));
});

/** Large files and minutes of work: `SANAFE_DVS=FILE npx vitest run test/end-to-end/sanafe-mapping.test.ts` with snn/dvs.yaml of SANA-FE's repository. */
it.skipIf(process.env.SANAFE_DVS === undefined)('snn/dvs.yaml of SANA-FE: its own counts, energy and time', () => {
  const file = process.env.SANAFE_DVS!;
  expect(synaptile('run', file, '--target', 'loihi-sanafe', '--input', file, '--mapping', file, '--timesteps', '1000', '--json', 'dvs.json').status).toBe(0);
  const { traffic, energy, stepTime, utilisation } = JSON.parse(text('dvs.json')) as Report;
  expect([traffic.spikes, traffic.packets, traffic.hops, utilisation.coresUsed]).toEqual([364_088, 3_724_738, 8_851_223, 49]);
  near(energy.parts_J.synapse, 1.2391e-3);
  near(energy.parts_J.neuron, 1.31748e-3);
  near(energy.parts_J.router + energy.parts_J.link, 0.446562e-3);
  near(energy.perInference_J, 3.003142e-3);
  near(stepTime!.perInference_s, 16.646772e-3);
}, 120_000);

function run(file: string, ...more: readonly string[]): ReturnType<typeof synaptile> {
  return synaptile('run', file, '--target', 'loihi-sanafe', '--input', file, '--mapping', file, '--timesteps', String(STEPS), ...more);
}

/** Spikes as SANA-FE writes them: group.neuron, timestep from 1. */
function sanafeSpikes(file: string): readonly string[] {
  const lines = text(file).trim().split('\n').slice(1).map((line) => line.split(','));
  return lines.map(([population, timestep, index]) => `${population!.replace(/^n(?=\d+$)/, '')}.${index},${Number(timestep) + 1}`).sort();
}

function near(ours: number, theirs: number): void {
  expect(Math.abs(ours - theirs) / theirs).toBeLessThan(1e-3);
}
