import type { TechnologyRule } from './rule.ts';

/**
 * Ideal scaling: all lengths, voltages and currents shrink by s = to / from. Areas go with s², capacitances and delays with s, the energy C V² of an operation
 * with s³; the delay of a wire, whose resistance grows as its capacitance shrinks, does not change. Dennard et al. 1974, tables I and II.
 */
export const constantField: TechnologyRule = {
  name: 'constant-field',
  summary: 'ideal (Dennard) scaling by s = to / from: area s², delay s (of wires 1), energy s³; power that flows all the time is left as it is',
  source: "R. H. Dennard et al., Design of ion-implanted MOSFET's with very small physical dimensions, IEEE J. Solid-State Circuits 9(5), 256-268, 1974; textbook: J. M. Rabaey, A. Chandrakasan, B. Nikolic, Digital Integrated Circuits, 2nd ed., Prentice Hall 2003, section 3.5",
  range_nm: [65, 5000],
  why: 'supply voltages, which this rule shrinks with the size, stopped falling with it around the 65 nm node',
  nodes: null,
  follows: ['logic', 'memory', 'analogue', 'wire'],
  nominal_V: null,
  supplies_V: null,
  factor: (quantity, follows, from, to) => {
    const s = to.node_nm / from.node_nm;
    switch (quantity) {
      case 'area_um2': return s ** 2;
      case 'latency_ns': return follows === 'wire' ? 1 : s;
      case 'energy_pJ': return s ** 3;
      case 'power_W': return null;
    }
  },
};
