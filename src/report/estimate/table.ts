import type { Paint } from '../terminal.ts';

/** A table for a terminal: the first columns hold names, set left, the others numbers. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], look: Paint, named = 2): string[] {
  const widths = header.map((_, at) => Math.max(...[header, ...rows].map((row) => row[at]!.length)));
  const line = (row: readonly string[]): string => `  ${row.map((cell, at) => (at < named ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ')}`.trimEnd();
  return [look.dim(line(header)), ...rows.map(line)];
}

/** `tileBuffer` as words. */
export function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace('h tree', 'H-tree').replace(/^pes$/, 'PEs').replace('dram', 'DRAM').replace('sram', 'SRAM');
}
