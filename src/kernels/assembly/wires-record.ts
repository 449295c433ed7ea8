/** Bytes in a record of the table that a merge follows (../merge-table.ts), and in the header of its workspace. */

export const KIND: usize = 0, SIDES: usize = 4, STRIDE: usize = 8, SIZE: usize = 12, FIRST: usize = 16, SECOND: usize = 20, ROW_SHIFT: usize = 24,
  COLUMN_SHIFT: usize = 28, SHARED: usize = 32, SHARED_FIRST: usize = 36, SHARED_SECOND: usize = 40, PANEL_STRIDE: usize = 44, RUN_COUNT: usize = 48, RUNS: usize = 52;
export const PART: usize = 0, FROM: usize = 4, LENGTH: usize = 8, TO: usize = 12, TERMINAL: usize = 16;
export const RUN_BYTES: usize = 20, RECORD_BYTES: usize = 176;
export const CELL: i32 = 0, SQUARE: i32 = 1;

/** The header of the workspace: what all parts need. */
export const TABLE: usize = 0, FIRST_CELLS: usize = 4, SECOND_CELLS: usize = 8, COLUMNS: usize = 12, DRIVER: usize = 16, WIRE_ROW: usize = 32,
  WIRE_COLUMN: usize = 48, SENSE: usize = 64, HEADER_BYTES: usize = 128;
