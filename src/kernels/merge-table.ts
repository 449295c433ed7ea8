/**
 * Layout of the table that `Kernels.mergeWires` follows, i32: one record of MERGE_RECORD integers a shape of part, and in it, from `runs` on,
 * one record of MERGE_RUN integers for each run of ports that a merge keeps. Sizes and offsets count elements. The same numbers stand in assembly/wires-record.ts.
 *
 * The ports of a part are, in this order: left (one a row: the source, or the row node of the column before), right (one a row: the row node of
 * its last column; none where the array ends there), top (one a column: the column node of its first row; none where the array begins there),
 * bottom (one a column: the column node of the row after, or the sense terminal). Only conductances between an earlier and a later port are kept.
 */
export const MERGE_FIELD = {
  /** One of MERGE_KIND. */
  kind: 0,
  /** Sides of the array that the part touches: 1 left, 2 right, 4 top, 8 bottom. */
  sides: 1,
  /** Elements from one port to the next in the matrix of the part, and of the whole matrix. */
  stride: 2,
  size: 3,
  /** Records of the two parts, and where the second stands relative to the first: rows down, columns to the right. */
  first: 4,
  second: 5,
  rowShift: 6,
  columnShift: 7,
  /** Ports that the two share, and where they begin among the ports of each. */
  shared: 8,
  sharedFirst: 9,
  sharedSecond: 10,
  /** Elements from one row of the panel to the next; a row holds the shared ports and then the kept ones. */
  panelStride: 11,
  runCount: 12,
  runs: 13,
} as const;

export const MERGE_RUN_FIELD = {
  /** Where the run comes from, 0 the first part or 1 the second, and where it begins there. */
  part: 0,
  from: 1,
  length: 2,
  /** Where it begins among the ports of the merged part. */
  to: 3,
  /** 1 for sources, 2 for sense terminals, else 0: conductances between two sources or two sense terminals are of no use. */
  terminal: 4,
} as const;

export const MERGE_KIND = { cell: 0, square: 1, merge: 2 } as const;
export const MERGE_RUN = 5;
export const MERGE_MOST_RUNS = 6;
export const MERGE_RECORD = MERGE_FIELD.runs + MERGE_RUN * MERGE_MOST_RUNS + 1;
/** Elements at the start of the workspace that the kernel keeps for itself. */
export const MERGE_HEADER = 8;
