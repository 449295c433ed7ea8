import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MappingComparison } from '../../src/report/comparison/compare.ts';
import { EXAMPLES, FOLDER, synaptile, text } from './synaptile.ts';

const EDGES = join(EXAMPLES, 'edges.synet');
const DATA = ['--input', join(EXAMPLES, 'edges.csv')];

function comparisonOf(...parameters: readonly string[]): MappingComparison {
  const { status, stdout, stderr } = synaptile('map', ...parameters, '--json');
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as MappingComparison;
}

describe('map', () => {
  it('puts every strategy side by side, with a Pareto front and a choice', () => {
    const { schema, mappings, chosen, samples, bounds } = comparisonOf(EDGES, '--target', 'rram-128', ...DATA, '--place-budget', '0.01');
    expect(schema).toBe('synaptile-map/1');
    expect(samples).toBe(8);
    expect(mappings.length).toBeGreaterThan(0);
    expect(mappings.some(({ mapper, pareto }) => mapper === chosen && pareto)).toBe(true);
    for (const { costs, traffic } of mappings) {
      expect(costs!.energy_J).toBeGreaterThan(costs!.networkEnergy_J);
      expect(traffic!.hops).toBeGreaterThanOrEqual(traffic!.leastHops - 1e-9);
      expect(traffic!.messagesBetweenCores).toBeGreaterThanOrEqual(bounds.messagesBetweenCores - 1e-9);
      expect(costs!.cores).toBeGreaterThanOrEqual(bounds.cores);
      expect(costs!.hops).toBeCloseTo(costs!.packets * costs!.hopsPerPacket!, 6);
    }
  });

  it('chooses by the objective', () => {
    const { mappings, chosen } = comparisonOf(EDGES, '--target', 'rram-128', ...DATA, '--objective', 'cores', '--place-budget', '0.01');
    expect(mappings.find(({ mapper }) => mapper === chosen)!.costs!.cores).toBe(Math.min(...mappings.map(({ costs }) => costs!.cores)));
  });

  it('writes a page with no script but its own, and the chosen configuration, which runs', () => {
    const { status, stdout } = synaptile('map', EDGES, '--target', 'loihi', ...DATA, '--mappers', 'tiles', '--html', 'map.html', '-o', 'mapped.tile');
    expect(status).toBe(0);
    expect(stdout).toMatch(/mapper +cores +fullest +energy/);
    expect(stdout).toContain('best for energy: tiles');
    expect(stdout).toMatch(/messages +x bound/);
    expect(text('map.html')).toMatch(/<svg[\s\S]*tiles/);
    expect(text('map.html').match(/<script/g)).toHaveLength(1);
    expect(synaptile('simulate', 'mapped.tile', ...DATA).status).toBe(0);
  });

  it('needs no data, and says so', () => {
    const { data } = comparisonOf(EDGES, '--target', 'loihi', '--mappers', 'tiles');
    expect(data).toBeNull();
    expect(synaptile('map', EDGES, '--target', 'loihi', '--mappers', 'tiles').stdout).toContain('random values');
  });

  it('S810, S807: strategies that do not exist, and --mapper', () => {
    expect(synaptile('map', EDGES, '--target', 'loihi', '--mappers', 'tiles,magic')).toMatchObject({ status: 1, stderr: expect.stringContaining('S810') as string });
    expect(synaptile('map', EDGES, '--target', 'loihi', '--mapper', 'tiles')).toMatchObject({ status: 1, stderr: expect.stringContaining('S807') as string });
  });

  it('S703: where no strategy fits, limit, demand and remedy are told', () => {
    writeFileSync(join(FOLDER, 'wide.synet'), synaptile('inspect', EDGES).stdout);
    const { status, stderr } = synaptile('map', 'wide.synet', '--target', 'loihi', '--mappers', 'tiles', '--unit-columns', '0', '--bits', '12');
    expect(status).toBe(1);
    expect(stderr).toMatch(/error S\d+/);
  });
});
