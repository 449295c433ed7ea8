import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CALIBRATION, FOLDER, IMAGES, MODELS, reportOf, synaptile } from './synaptile.ts';

const RUN = ['run', join(MODELS, 'mnist_mlp_qcfs.onnx'), '--input', IMAGES, '--limit', '2', '--calibrate', CALIBRATION, '--calibration-samples', '20', '--timesteps', '4', '--no-reference'];

interface Scaled {
  readonly technology?: { readonly node_nm: number };
  readonly energy: { readonly perInference_J: number };
  readonly constants: readonly { readonly scaled?: readonly { readonly from_nm: number | null; readonly factor: number; readonly source: string }[] }[];
}

describe('synaptile components', () => {
  test('lists what prices are made of, and the rules that scale it', () => {
    const { libraries, rules } = JSON.parse(synaptile('components', '--json').stdout) as { libraries: { name: string; components: { id: string; source: string; node_nm: number | null }[] }[]; rules: { name: string; source: string }[] };
    expect(libraries.flatMap(({ components }) => components).find(({ id }) => id === 'spikesim/adc')).toMatchObject({ energy_pJ: 2.03084, area_um2: 693.633, node_nm: 65, source: expect.stringContaining('SpikeSim'), scope: 'term', evidence: 'simulated' });
    expect(rules.map(({ name }) => name)).toEqual(['stillmaker-baas', 'constant-field']);
    expect(synaptile('components').stdout).toMatch(/spikesim\/adc +2.03084 pJ, 693.633 µm²[\s\S]*node not known[\s\S]*--technology NODE,constant-field/);
  });

  test('shows one library, also a file; S601 where there is none', () => {
    const library = { name: 'mine', summary: 's', source: 'a chip', scope: 'term', evidence: 'silicon', node_nm: 28, node: 'the chip', components: { adc: { summary: 'one', energy_pJ: 1, follows: 'analogue' } } };
    writeFileSync(join(FOLDER, 'parts.json'), JSON.stringify(library));
    expect(JSON.parse(synaptile('components', 'parts.json', '--json').stdout)).toMatchObject({ name: 'mine', components: [{ id: 'mine/adc', node_nm: 28, source: 'a chip' }] });
    expect(synaptile('components', 'noxin')).toMatchObject({ status: 1, stderr: expect.stringContaining("did you mean 'noxim'?") });
  });
});

describe('--technology', () => {
  test('run: the report says of every price from which node, by which factor and source; counts are the same', () => {
    const [own, scaled] = [[], ['--technology', '32nm,stillmaker-baas,65nm=1.1V']].map((more) => reportOf(...RUN, '--target', 'spikeflow-64', ...more)) as unknown as [Scaled, Scaled];
    expect(own.technology).toBeUndefined();
    expect(JSON.stringify(own)).not.toContain('"scaled"');
    expect(scaled.technology).toMatchObject({ node_nm: 32, rule: 'stillmaker-baas', supply_V: { 32: 0.97, 65: 1.1 } });
    expect(scaled.energy.perInference_J).toBeLessThan(own.energy.perInference_J);
    expect(scaled.constants.filter(({ scaled: by }) => by?.some(({ factor }) => factor < 1)).length).toBeGreaterThan(3);
    const { constants: _a, energy: _b, latency: _c, area: _d, technology: _e, ...rest } = scaled as unknown as Record<string, unknown>;
    expect({ ...rest, diagnostics: 0 }).toMatchObject({ accuracy: (own as unknown as Record<string, unknown>)['accuracy'], utilisation: (own as unknown as Record<string, unknown>)['utilisation'] });
  });

  test('compile, simulate and map take it; where there is no hardware it is refused', () => {
    const technology = ['--technology', '7'];
    expect(synaptile('compile', RUN[1]!, '--target', 'loihi', '--calibrate', CALIBRATION, '--calibration-samples', '20', '--timesteps', '4', '-o', 'chip.tile', ...technology)).toMatchObject({ status: 0, stderr: expect.stringContaining('S727') });
    const simulated = reportOf('simulate', 'chip.tile', '--input', IMAGES, '--limit', '1', ...technology) as unknown as Scaled;
    expect(simulated.technology!.node_nm).toBe(7);
    expect(synaptile('simulate', 'chip.tile', '--input', IMAGES, '--limit', '1', '--html', 'page.html', ...technology).stdout).toContain('scaled to 7 nm by stillmaker-baas');
    expect(readFileSync(join(FOLDER, 'page.html'), 'utf8')).toContain('Prices are scaled to 7 nm by stillmaker-baas');
    expect(synaptile('map', RUN[1]!, '--target', 'loihi', '--mappers', 'tiles', '--calibrate', CALIBRATION, '--calibration-samples', '20', '--timesteps', '4', '--limit', '1', ...technology)).toMatchObject({ status: 0, stderr: expect.stringContaining('S727') });
    expect(synaptile(...RUN, '--target', 'none', ...technology)).toMatchObject({ status: 1, stderr: expect.stringContaining('--technology') });
    expect(synaptile(...RUN, '--target', 'loihi', '--technology', '6')).toMatchObject({ status: 1, stderr: expect.stringContaining('S725') });
  });
});
