/**
 * What is done about non-idealities when a chip is programmed or calibrated; null switches a mitigation off. They know what a lab knows: the written
 * weights, the wires, the devices that a test found stuck, a few unlabelled samples.
 */
export interface Mitigations {
  /** Samples are presented for the first `count` timesteps alone. */
  readonly timesteps: { readonly count: number } | null;
  /** Word lines are taken in an order in which the heaviest rows lie nearest to the sense amplifiers, and bit lines nearest to the drivers. */
  readonly lineOrder: Record<string, never> | null;
  /** Rows and columns are put where the stuck devices of a crossbar do the least harm. */
  readonly remap: Record<string, never> | null;
  /** Columns that no unit uses take part in `remap` and `flip`: they may replace columns with more stuck devices. */
  readonly spareColumns: { readonly count: number } | null;
  /** Columns whose stuck devices fit the opposite sign are written with it, and subtracted. */
  readonly flip: Record<string, never> | null;
  /** The healthy device of a pair makes up for its stuck partner. */
  readonly pairs: Record<string, never> | null;
  /** Weights are written `factor` times too large, and cut off: stuck devices are worth less then. 0: the factor with the least errors. */
  readonly range: { readonly factor: number } | null;
  /** Conductances are written so that, behind the wires, they act as `share` of what was wanted; 0: as much of it as can be reached. */
  readonly preCompensation: { readonly share: number } | null;
  /** What is left of the columns of a neuron, from the written weights, is folded into its threshold, bias and initial potential. */
  readonly gain: Record<string, never> | null;
  /** Gain and offset of every neuron are measured on this many calibration samples, and folded likewise. */
  readonly recalibration: { readonly samples: number } | null;
}

export const NO_MITIGATIONS: Mitigations = {
  timesteps: null, lineOrder: null, remap: null, spareColumns: null, flip: null, pairs: null, range: null, preCompensation: null, gain: null, recalibration: null,
};

/** How a mitigation is asked for: its name, and the number that may follow it. */
export interface MitigationInfo {
  readonly name: string;
  readonly key: keyof Mitigations;
  readonly summary: string;
  readonly number: MitigationNumber | null;
}

export interface MitigationNumber {
  /** Its key in the value of the mitigation. */
  readonly key: string;
  readonly meaning: string;
  /** Taken where the user gives none; null where one must be given. */
  readonly default: number | null;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

/** In the order in which they act. */
export const MITIGATIONS: readonly MitigationInfo[] = [
  { name: 'timesteps', key: 'timesteps', summary: 'present samples for fewer timesteps', number: { key: 'count', meaning: 'timesteps', default: null, least: 1, most: 1e6, whole: true } },
  { name: 'line-order', key: 'lineOrder', summary: 'heavy rows near the sense amplifiers, heavy columns near the drivers', number: null },
  { name: 'remap', key: 'remap', summary: 'rows and columns where stuck devices do the least harm', number: null },
  { name: 'spare-columns', key: 'spareColumns', summary: 'unused columns of a crossbar may replace columns with stuck devices', number: { key: 'count', meaning: 'most spare columns a crossbar', default: 8, least: 1, most: 65536, whole: true } },
  { name: 'flip', key: 'flip', summary: 'columns written with the opposite sign where stuck devices fit it better', number: null },
  { name: 'pairs', key: 'pairs', summary: 'the healthy device of a pair makes up for its stuck partner', number: null },
  { name: 'range', key: 'range', summary: 'weights written too large and cut off, so that stuck devices are worth less', number: { key: 'factor', meaning: 'how many times too large, 0: as errors are least', default: 0, least: 0, most: 100, whole: false } },
  { name: 'pre-compensation', key: 'preCompensation', summary: 'conductances that act as wanted behind the wires', number: { key: 'share', meaning: 'share of the wanted weights, 0: as much as can be reached', default: 0, least: 0, most: 1, whole: false } },
  { name: 'gain', key: 'gain', summary: 'gains of the written columns, folded into thresholds', number: null },
  { name: 'recalibration', key: 'recalibration', summary: 'gain and offset of every neuron from calibration samples, folded into thresholds and biases', number: { key: 'samples', meaning: 'calibration samples', default: 100, least: 1, most: 1e5, whole: true } },
];

/** Whether nothing is done. */
export function isUnmitigated(mitigations: Mitigations): boolean {
  return Object.values(mitigations).every((one) => one === null);
}

/** Calibration samples that tell how often rows are driven, where recalibration does not say how many there are. */
const RATE_SAMPLES = 100;

/** Whether it helps to know how often rows are driven. */
export function usesRates({ lineOrder, remap, spareColumns, flip, range, gain }: Mitigations): boolean {
  return lineOrder !== null || range !== null || remap !== null || spareColumns !== null || flip !== null || gain !== null;
}

/** Calibration samples that are used where there are as many. */
export function calibrationSamplesFor(mitigations: Mitigations): number {
  return Math.max(mitigations.recalibration?.samples ?? 0, usesRates(mitigations) ? RATE_SAMPLES : 0);
}

/** Whether a mitigation changes parameters of neurons. */
export function foldsIntoNeurons(key: keyof Mitigations): boolean {
  return key === 'gain' || key === 'recalibration' || key === 'range' || key === 'preCompensation';
}
