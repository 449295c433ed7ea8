import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../src/library/compile.ts';
import { readData } from '../../../src/library/data.ts';
import { read } from '../../../src/library/model.ts';
import { report } from '../../../src/library/report.ts';
import { simulate, type Simulation } from '../../../src/library/simulate.ts';
import { describeChip, type ChipDetails } from '../../../src/report/chip/describe-chip.ts';
import { pictureOf } from '../../../src/report/chip/picture.ts';
import { chipData } from '../../../src/report/html/chip/data.ts';
import { summariseMapping } from '../../../src/report/mapping.ts';
import type { Report } from '../../../src/report/report.ts';
import { CORE_COUNT_NAMES } from '../../../src/simulate/ledger/ledger.ts';
import { EXAMPLES } from '../../end-to-end/synaptile.ts';

async function simulated(target: string): Promise<Simulation> {
  const model = await read(join(EXAMPLES, 'edges.synet'));
  const compiled = await compile(model, { target });
  const data = await readData(join(EXAMPLES, 'edges.csv'), model);
  return simulate(compiled, data, { limit: 2, workers: 1 });
}

describe.each(['rram-128', 'spikeflow-64', 'loihi'])('a network on %s', (target) => {
  let simulation: Simulation;
  let made: Report;
  let chip: ChipDetails;
  beforeAll(async () => {
    simulation = await simulated(target);
    made = report(simulation);
    chip = describeChip(simulation.configuration, simulation.target, simulation.chips[0]!.ledger);
  });

  it('describes the cores in use, with all their synapses', () => {
    const mapping = summariseMapping(simulation.configuration, simulation.target);
    expect(chip.cores.map(({ core }) => core)).toEqual(made.placement.cores.map(({ core }) => core));
    expect(chip.cores.map(({ tightest }) => tightest?.share ?? 0)).toEqual(made.placement.cores.map(({ load }) => load));
    const crossbars = chip.cores.flatMap((one) => one.crossbars);
    expect(crossbars).toHaveLength(mapping.crossbarsUsed);
    if (mapping.crossbarsUsed > 0) expect(crossbars.reduce((sum, { cells }) => sum + cells, 0)).toBe(mapping.cellsUsed);
    for (const { histogram, cells } of crossbars) expect(histogram!.reduce((sum, one) => sum + one, 0)).toBe(cells);
    const neurons = chip.cores.flatMap(({ pieces }) => pieces).reduce((sum, { somas }) => sum + somas, 0);
    expect(neurons).toBe(mapping.neurons);
  });

  it('draws every cell of a small crossbar with its level', () => {
    const { crossbar, columns, rows, picture } = chip.cores[0]!.crossbars[0] ?? {};
    if (!picture || columns! > picture.width || rows! > picture.height) return;
    const { applications, units, blocks, style } = simulation.configuration;
    const application = applications.crossbar.findIndex((one, i) => one === crossbar && applications.core[i] === chip.cores[0]!.core);
    const { synapses, columns: own } = units[applications.unit[application]!]!;
    const { levels, rowsPerGroup } = blocks[synapses!.block]!;
    const first = applications.rowOffsets[application]!;
    for (let row = 0; row < synapses!.rows.end - synapses!.rows.start; row++) {
      const place = style === 'weights-stored-once' ? row : applications.rows[first + row]!;
      if (place < 0) continue;
      const level = levels.data[own.start * rowsPerGroup + synapses!.rows.start + row]!;
      const shade = Math.ceil((Math.abs(level) / picture.largest) * 12) * Math.sign(level);
      expect(picture.pixels.charCodeAt(place * picture.width + applications.column[application]!) - 'm'.charCodeAt(0)).toBe(shade);
    }
  });

  it('shares of populations sum to the whole', () => {
    const { area, latency, utilisation } = made;
    for (const [part, mm2] of Object.entries(area.parts_mm2)) expect(area.perLayer.reduce((sum, one) => sum + (one.parts_mm2[part] ?? 0), 0)).toBeCloseTo(mm2, 12);
    for (const { step_s, parts_s } of latency.perLayer) expect(Object.values(parts_s).reduce((sum, one) => sum + one, 0)).toBeCloseTo(step_s ?? 0, 15);
    const tightest = utilisation.demand.reduce((sum, one) => sum + one.tightestIn!, 0);
    expect(tightest).toBe(utilisation.demand.length > 0 ? utilisation.coresUsed : 0);
    for (const { used, mean } of utilisation.demand) expect(mean!).toBeLessThanOrEqual(used);
    expect(utilisation.fanIn!.used).toBeLessThanOrEqual(utilisation.fanIn!.available);
  });

  it('prices in cores what happens in cores', () => {
    const { target: { prices }, chips: [{ ledger }] } = simulation as Simulation & { readonly chips: readonly [Simulation['chips'][number]] };
    const inCores = prices.filter(({ count }) => CORE_COUNT_NAMES.some((name) => name === count));
    const whole = inCores.reduce((sum, { count, energy_pJ }) => sum + (energy_pJ.value * 1e-12 * ledger.total[count]) / ledger.samples, 0);
    const known = chip.cores.reduce((sum, one) => sum + one.energy_J, 0);
    // Inputs that send from outside have counts of no core.
    expect(known).toBeLessThanOrEqual(whole * (1 + 1e-9));
    expect(known).toBeGreaterThan(0.5 * whole);
  });

  it('reaches the script without losing a number', () => {
    const data = JSON.parse(JSON.stringify(chipData(chip, made.traffic.links, made.energy.perInference_J))) as { cores: unknown[][]; links: unknown[] };
    expect(data.cores).toHaveLength(chip.cores.length);
    expect(data.cores[0]!.slice(0, 3)).toEqual([chip.cores[0]!.core, chip.cores[0]!.x, chip.cores[0]!.y]);
    expect(data.links).toHaveLength(made.traffic.links.length);
  });
});

it('a picture averages what does not fit, and keeps the sign', () => {
  const picture = pictureOf(4, 4, 2, 12);
  for (const [row, column, level] of [[0, 0, 12], [1, 1, 12], [0, 2, -6], [1, 3, -6], [3, 3, 0]] as const) picture.add(row, column, level);
  expect([picture.width, picture.height, picture.print()]).toEqual([2, 2, 'yg.m']);
});
