import type { Wires } from './wires.ts';

/**
 * Current through a cell of conductance G at voltage v, ampere. `linear`: G v. `sinh`: G v0 sinh(v / v0). `cubic`: G (v - a v^3), the nonlinearity
 * of CrossSim 3.2; for a > 0 its current falls from v = 1 / sqrt(3 a) on, where it no longer describes a device.
 */
export type CellCurve =
  | { readonly kind: 'linear' }
  | { readonly kind: 'sinh'; readonly v0_V: number }
  | { readonly kind: 'cubic'; readonly a_perV2: number };

export const CELL_KINDS = ['linear', 'sinh', 'cubic'] as const;

/**
 * What a row does while its input is exactly 0: `driven`, its source holds 0 V; `floating`, its driver lets go, and the row takes whatever voltage
 * its cells give it (sneak paths stay); `gated`, the selector transistors of the row are off (1T1R), and its cells carry nothing.
 */
export const SILENT_ROWS = ['driven', 'floating', 'gated'] as const;
export type SilentRows = (typeof SILENT_ROWS)[number];

/** One crossbar with its wires and the voltages put on its rows. */
export interface CrossbarCase {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Row-major, rows x columns, S; 0 is an open cell. */
  readonly conductance_S: Float64Array;
  /** Input vectors, and which one of its file the first is. */
  readonly vectors: number;
  readonly firstVector: number;
  /** vectors x rows, V. */
  readonly inputs_V: Float64Array;
  readonly wires: Wires;
  readonly cell: CellCurve;
  readonly silentRows: SilentRows;
}
