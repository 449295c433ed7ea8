import type { NonIdealities } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import type { Ledger } from '../simulate/ledger/ledger.ts';
import type { MappingSummary } from './input.ts';
import { formatCount } from './quantity.ts';

/** The mapping with as many arrays in the place of each crossbar as weights have slices. */
export function withSlices(mapping: MappingSummary, { slices = 1 }: Ledger): MappingSummary {
  if (slices === 1) return mapping;
  const times = (value: number): number => slices * value;
  return {
    ...mapping,
    crossbarsUsed: times(mapping.crossbarsUsed), crossbarsTotal: times(mapping.crossbarsTotal), cellsUsed: times(mapping.cellsUsed), columnsUsed: times(mapping.columnsUsed),
  };
}

/** What the target does not say of weights that are not one pair of devices each. */
export function makeupGaps({ areas, timing }: Target, { slices = 1, total }: Ledger, effects: NonIdealities | undefined): readonly string[] {
  return [...(slices > 1 ? sliceGaps(areas, timing, slices, total.adcConversions) : []), ...(effects?.offsetColumns ? OFFSET_GAPS : [])];
}

function sliceGaps(areas: Target['areas'], { perCount_ns }: Target['timing'], slices: number, conversions: number): readonly string[] {
  const additions = formatCount((conversions * (slices - 1)) / slices);
  const whole = areas.length > 0 && areas.every(({ per }) => per !== 'crossbar');
  return [
    `crossbars with bitSlicing: ${slices} arrays are counted in the place of each of the target's; its limits, cores and mesh stay those of one`,
    `energy and time of bitSlicing: adding up what the ${slices} slices of a column say has no price (${additions} additions, left out)`,
    ...(whole ? ['area with bitSlicing: the target gives the area of whole cores, and that of more arrays in them is not known'] : []),
    ...(perCount_ns.crossbarReads ? ['time of crossbarReads with bitSlicing: the arrays of a weight are read one after the other, an upper bound where they have circuits of their own'] : []),
  ];
}

const OFFSET_GAPS = [
  'energy of synapticEvents and area of crossbars with offsetColumns: priced like the pairs of devices that the target describes; there is one device a weight, and the reference column is not read in these counts',
];
