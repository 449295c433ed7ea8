import memories from '../../../targets/components/sata-memories.json' with { type: 'json' };
import training from '../../../targets/components/sata-training.json' with { type: 'json' };
import type { NamedConstant } from '../estimate.ts';

const TOOL = 'SATA_Sim inference-energy-cal (commit d447058), arXiv 2204.05422';

/** Widths in bits that were synthesised. */
export const WIDTHS = [2, 4, 8, 16, 32] as const;
type PerWidth = Readonly<Record<(typeof WIDTHS)[number], number>>;

/** Power and area of a circuit by its width. */
export interface Circuit {
  readonly dynamic_mW: PerWidth;
  readonly leakage_uW: PerWidth;
  readonly area_um2: PerWidth;
}

/** Synthesis results of the tool's hw_kernels.py: dynamic power (internal + switching) in mW, leakage in uW, area in um2, each at all widths. */
export const CIRCUITS = {
  register: circuit(
    [5.81e-4 + 2.61e-3, 1.17e-3 + 5.20e-3, 2.19e-3 + 1.03e-2, 4.41e-3 + 2.07e-2, 8.55e-3 + 4.12e-2],
    [5.42e-3, 1.02e-2, 2.01e-2, 4.02e-2, 8.02e-2],
    [9.24, 17.47, 34.27, 68.04, 135.07],
  ),
  comparator: circuit(
    [8.71e-4 + 4.52e-4, 2.64e-3 + 1.00e-3, 6.70e-3 + 2.38e-3, 1.46e-2 + 4.95e-3, 3.18e-2 + 1.07e-2],
    [1.56e-3, 3.98e-3, 8.76e-3, 1.82e-2, 3.71e-2],
    [2.856, 7.056, 15.456, 32.424, 66.360],
  ),
  /** Also the subtractor: the table holds the same numbers for it. */
  adder: circuit(
    [1.02e-3 + 1.45e-3, 4.44e-3 + 4.29e-3, 7.62e-3 + 9.27e-3, 1.68e-2 + 1.99e-2, 3.49e-2 + 4.09e-2],
    [3.07e-3, 8.60e-3, 1.70e-2, 3.50e-2, 7.08e-2],
    [4.704, 13.776, 22.176, 45.024, 90.72],
  ),
  and: circuit(
    [3.42e-4 + 2.55e-4, 6.77e-4 + 5.04e-4, 1.35e-3 + 1.00e-3, 2.72e-3 + 2.02e-3, 5.44e-3 + 4.05e-3],
    [1.20e-3, 2.41e-3, 4.81e-3, 9.62e-3, 1.92e-2],
    [1.680, 3.360, 6.720, 13.44, 26.88],
  ),
  multiplier: circuit(
    [1.00e-3 + 5.51e-4, 7.60e-3 + 4.58e-3, 4.82e-2 + 3.39e-2, 0.307 + 0.204, 1.664 + 1.122],
    [1.96e-3, 1.29e-2, 6.13e-2, 0.279, 1.166],
    [3.528, 23.016, 101.472, 441.504, 1797.264],
  ),
} as const satisfies Record<string, Circuit>;

/** The same numbers that targets are priced with. */
const [SRAM, OPERATIONS] = [memories.components, training.components];

/** Memories as CACTI 7 gave them in the shipped results: DRAM 512 MiB of 128 bit and 16 banks; SRAM in blocks of 32 bytes and 2 banks. */
export const MEMORY = {
  dramAccess_nJ: constant('DRAM access', decimal(SRAM.dram.energy_pJ, -3), 'nJ', 'of 8 bits'),
  inputBufferRead_nJ: constant('input buffer read', decimal(SRAM['input-buffer'].energy_pJ, -3), 'nJ', '32768 bytes'),
  weightBufferRead_nJ: constant('weight buffer read', decimal(SRAM['weight-buffer'].energy_pJ, -3), 'nJ', '147456 bytes'),
  outputBufferWrite_nJ: constant('output buffer write', decimal(SRAM['output-buffer'].energy_pJ, -3), 'nJ', '32768 bytes'),
  inputBufferLeakage_mW: constant('input buffer leakage', decimal(SRAM['input-buffer'].power_W, 3), 'mW', 'of one of two banks'),
  weightBufferLeakage_mW: constant('weight buffer leakage', decimal(SRAM['weight-buffer'].power_W, 3), 'mW', 'of one of two banks'),
  outputBufferLeakage_mW: constant('output buffer leakage', decimal(SRAM['output-buffer'].power_W, 3), 'mW', 'of one of two banks'),
  inputBufferArea_mm2: cactiArea('input buffer area', 0.411099 * 0.3005, '0.411099 x 0.3005 mm: 32768 bytes, 2 banks'),
  weightBufferArea_mm2: cactiArea('weight buffer area', 0.9024 * 0.582666, '0.9024 x 0.582666 mm: 147456 bytes, 2 banks'),
  outputBufferArea_mm2: cactiArea('output buffer area', 0.411099 * 0.3005, '0.411099 x 0.3005 mm: 32768 bytes, 2 banks'),
} as const;

export const BANKS = 2;
export const INPUT_BUFFER_KiB = 32;
/** The part of a double-buffered memory that the array reads from while the other is filled. */
export const ACTIVE_SHARE = 0.5;

/** Energy of one operation of 16 bits. The unit is the tool's own, relative to its multiplier of 0.239; its memories are multiples of a multiplication and an addition. */
export const OPERATION = {
  mul: operation('multiplication', OPERATIONS.multiplication), acc: operation('accumulation', OPERATIONS.accumulation), add: operation('addition', OPERATIONS.addition), and: operation('bitwise and', OPERATIONS.and),
  comp: operation('comparison', OPERATIONS.comparison), mux: operation('multiplexer of two', OPERATIONS.multiplexer), reg: operation('register', OPERATIONS.register), sft: operation('shift of three stages', OPERATIONS.shift),
  dram: operation('DRAM access', OPERATIONS['dram-access'], '200 multiply-accumulates'), glb: operation('SRAM access', OPERATIONS['sram-access'], '7 multiply-accumulates'), spad: operation('scratchpad access', OPERATIONS['scratchpad-access'], 'one multiply-accumulate'),
} as const;
export type OperationName = keyof typeof OPERATION;

function circuit(dynamic_mW: readonly number[], leakage_uW: readonly number[], area_um2: readonly number[]): Circuit {
  const perWidth = (values: readonly number[]): PerWidth => Object.fromEntries(WIDTHS.map((width, index) => [width, values[index]!])) as PerWidth;
  return { dynamic_mW: perWidth(dynamic_mW), leakage_uW: perWidth(leakage_uW), area_um2: perWidth(area_um2) };
}

/** value x 10^exponent, in decimal: the digits stay as they are. */
function decimal(value: number, exponent: number): number {
  return Number(`${value}e${exponent}`);
}

function constant(name: string, value: number, unit: string, note: string): NamedConstant {
  return { name, value, unit, source: TOOL, scope: 'term', evidence: 'simulated', note };
}

/** Not in the shipped results: CACTI, built from the tool's own sources and run on its own configuration, gives all shipped energies and leakages to the last digit, and this. */
function cactiArea(name: string, value: number, note: string): NamedConstant {
  return { name, value, unit: 'mm²', source: 'CACTI 7 of SATA_Sim (commit d447058) on its sram-config.cfg, 28 nm, run for this project', scope: 'term', evidence: 'simulated', note };
}

function operation(name: string, { energy_pJ: value }: { readonly energy_pJ: number }, note?: string): NamedConstant {
  return { name, value, unit: 'pJ', source: training.source, scope: 'term', evidence: 'simulated', note: note ?? '16 bits' };
}
