import type { NonIdealities } from '../ir/non-idealities.ts';
import type { Target } from '../ir/target.ts';
import type { Ledger } from '../simulate/ledger/ledger.ts';
import type { MappingSummary } from './input.ts';
import { formatCount } from './quantity.ts';

/**
 * The mapping with as many arrays in the place of each crossbar as weights have slices beyond those that it was made for, whether the chip has them or not: where
 * it has not, more crossbars are in use than there are, and the demand of a core is above its limit.
 */
export function withSlices(mapping: MappingSummary, { slices = 1 }: Ledger): MappingSummary {
  const more = slices / (mapping.cellsOfWeight?.cells ?? 1);
  if (more <= 1) return mapping;
  const times = (value: number): number => Math.ceil(more * value);
  return {
    ...mapping,
    crossbarsUsed: times(mapping.crossbarsUsed), cellsUsed: times(mapping.cellsUsed), columnsUsed: times(mapping.columnsUsed),
    demand: mapping.demand.map((one) => (IN_CELLS.has(one.limit) ? { ...one, used: times(one.used), ...(one.mean !== undefined && { mean: times(one.mean) }) } : one)),
  };
}

/** Limits of a core that all cells of a weight count against. */
const IN_CELLS: ReadonlySet<string> = new Set(['crossbars', 'crossbar columns']);

/** What the target does not say of weights that are not one pair of devices each. */
export function makeupGaps(target: Target, { slices = 1, total }: Ledger, effects: NonIdealities | undefined, { cellsOfWeight }: MappingSummary): readonly string[] {
  return [...(slices > 1 ? sliceGaps(target, slices, total.adcConversions, cellsOfWeight ?? { cells: 1, lie: 'arrays' }, effects) : []), ...(effects?.offsetColumns ? OFFSET_GAPS : [])];
}

function sliceGaps({ areas, timing: { perCount_ns } }: Target, slices: number, conversions: number, { cells, lie }: NonNullable<MappingSummary['cellsOfWeight']>, effects: NonIdealities | undefined): readonly string[] {
  const additions = formatCount((conversions * (slices - 1)) / slices);
  const whole = areas.length > 0 && areas.every(({ per }) => per !== 'crossbar');
  return [
    ...(slices > cells ? [`crossbars with bitSlicing: ${slices} cells of a weight are counted, and the mapping left room for ${cells}; cores and mesh stay those of the mapping (--cell-bits)`] : []),
    `energy and time of bitSlicing: adding up what the ${slices} slices of a column say has no price (${additions} additions, left out)`,
    ...(whole && slices > cells ? ['area with bitSlicing: the target gives the area of whole cores, and that of more arrays in them is not known'] : []),
    ...(lie === 'columns' && effects?.wires ? ['wires with bitSlicing: the columns of each slice are solved as an array of their own, whose other devices are off; in the array that they share the others conduct too'] : []),
    ...(perCount_ns.crossbarReads && lie === 'arrays' ? ['time of crossbarReads with bitSlicing: the arrays of a weight are read one after the other, an upper bound where they have circuits of their own'] : []),
  ];
}

const OFFSET_GAPS = [
  'energy of synapticEvents and area of crossbars with offsetColumns: priced like the pairs of devices that the target describes; there is one device a weight, and the reference column is not read in these counts',
];
