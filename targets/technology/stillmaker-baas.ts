import type { Node, TechnologyRule } from './rule.ts';

/** Of one node: delay of an inverter d3 V³ + d2 V² + d1 V + d0, its energy e2 V² + e1 V + e0 (table 5), and its area as a share of that at each of NODES (table 4, by rows). */
interface Row {
  readonly delay: readonly [number, number, number, number];
  readonly energy: readonly [number, number, number];
  readonly area: readonly number[];
}

const NODES = [65, 45, 32, 20, 16, 14, 10, 7] as const;

/**
 * Rows that at least two public transcriptions of the paper agree on: nodeScale (commit 0676b74) and two others; energies of 65 and 32 nm are also those of
 * the authors' corrigendum. Below 65 nm: the high-performance rows. Delay of 10 nm: one of three transcriptions has 93.63 V². Rows of 180, 130 and 90 nm and
 * those of low power are left out, since their delays stand in one transcription only.
 */
const ROWS: Readonly<Record<number, Row>> = {
  65: { delay: [-53.3, 230.4, -333.9, 178.6], energy: [3.755, -4.398, 1.975], area: [1, 0.66, 0.31, 0.14, 0.13, 0.12, 0.068, 0.039] },
  45: { delay: [-501.6, 1567, -1619, 566.1], energy: [1.018, -0.3107, 0.1539], area: [1.5, 1, 0.46, 0.21, 0.19, 0.17, 0.1, 0.059] },
  32: { delay: [-1047, 2982, -2797, 873.5], energy: [0.8367, -0.4341, 0.1701], area: [3.3, 2.2, 1, 0.46, 0.41, 0.38, 0.22, 0.13] },
  20: { delay: [0, 34.63, -66.37, 41.15], energy: [0.373, -0.1582, 0.04104], area: [7.1, 4.7, 2.2, 1, 0.89, 0.82, 0.48, 0.28] },
  16: { delay: [0, 24.8, -47.52, 28.87], energy: [0.2958, -0.1241, 0.03024], area: [7.9, 5.3, 2.4, 1.1, 1, 0.91, 0.54, 0.31] },
  14: { delay: [-40.66, 109.2, -100.6, 35.92], energy: [0.2363, -0.09675, 0.02239], area: [8.7, 5.8, 2.7, 1.2, 1.1, 1, 0.59, 0.34] },
  10: { delay: [-34.95, 93.65, -85.99, 30.4], energy: [0.2068, -0.09311, 0.02375], area: [15, 9.8, 4.5, 2.1, 1.9, 1.7, 1, 0.58] },
  7: { delay: [-28.58, 76.6, -70.26, 24.69], energy: [0.1776, -0.09097, 0.02447], area: [25, 17, 7.8, 3.6, 3.2, 2.9, 1.7, 1] },
};

/** Fits to simulated inverters: energies and delays at any supply voltage, areas from the roadmap. Stillmaker and Baas 2017, equations 5 and 6, tables 4 and 5. */
export const stillmakerBaas: TechnologyRule = {
  name: 'stillmaker-baas',
  summary: 'fits to simulated inverters from 65 to 7 nm, high-performance transistors: energy and delay by supply voltage, area from roadmaps; wires, converters and memory devices are left as they are',
  source: 'A. Stillmaker, B. Baas, Scaling equations for the accurate prediction of CMOS device performance from 180 nm to 7 nm, Integration 58, 74-81, 2017, doi 10.1016/j.vlsi.2017.02.002 (tables 4 and 5, read in public transcriptions that agree)',
  range_nm: [7, 65],
  why: 'rows of the paper for larger nodes could not be confirmed, and it ends at 7 nm',
  nodes: NODES,
  follows: ['logic', 'memory'],
  // Table 2 of the paper, in one transcription; its rows of 65 and 20 nm were not legible there.
  nominal_V: { 45: 1.1, 32: 0.97, 16: 0.86, 14: 0.86, 10: 0.83, 7: 0.8 },
  // Assumed: which voltages each fit was made for could not be read. The nominal ones and those of the authors' example, 0.9 and 1.3 V, lie inside.
  supplies_V: [0.6, 1.3],
  factor: (quantity, _follows, from, to) => {
    switch (quantity) {
      case 'area_um2': return ROWS[from.node_nm]!.area[NODES.findIndex((node) => node === to.node_nm)]!;
      case 'latency_ns': return fit(to).delay / fit(from).delay;
      case 'energy_pJ': return fit(to).energy / fit(from).energy;
      case 'power_W': return null;
    }
  },
};

/** NaN where one of the two fits is not positive: it is used at a voltage that it was not made for. */
function fit({ node_nm, supply_V }: Node): { readonly delay: number; readonly energy: number } {
  const at = (coefficients: readonly number[]): number => coefficients.reduce((sum, coefficient) => sum * supply_V + coefficient, 0);
  const [delay, energy] = [at(ROWS[node_nm]!.delay), at(ROWS[node_nm]!.energy)];
  return delay > 0 && energy > 0 ? { delay, energy } : { delay: NaN, energy: NaN };
}
