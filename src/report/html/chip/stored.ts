/** What the page's script shows of a chip, as JSON in lists without names to stay small: written by `data.ts`, read by `browser/chip/`. */
export interface StoredChip {
  readonly populations: readonly string[];
  readonly limits: readonly (readonly [name: string, available: number])[];
  /** Of the target, in weights; null without crossbars. */
  readonly crossbar: readonly [rows: number, columns: number, cellsOfWeight: number] | null;
  /** Of an inference, J. */
  readonly energy: number;
  readonly cores: readonly StoredCore[];
  readonly links: readonly (readonly [x: number, y: number, direction: string, packets: number])[];
}

/** Populations and limits are numbers in the lists above; a core without limits has -1 for its tightest. */
export type StoredCore = readonly [
  core: number, x: number, y: number, pieces: readonly StoredPiece[], used: readonly number[], tightest: number, neurons: number, axonsIn: number, axonsOut: number,
  energy_J: number, work_s: number, crossbars: readonly StoredCrossbar[], moreCrossbars: number,
];

export type StoredPiece = readonly [population: number, units: number, applications: number, columns: number, somas: number];

type Facts = readonly [crossbar: number, units: number, rows: number, columns: number, cells: number];

/** Without what is drawn where the page has no room for it. Pixels as `pictureOf` prints them. */
export type StoredCrossbar = Facts | readonly [...Facts, zeros: number, histogram: readonly number[], width: number, height: number, largest: number, pixels: string];
