import { message } from '../message.ts';

const place = (row: number, column: number): string => `row ${row}, column ${column}`;

/** S850..S853: wires of linear crossbars. */
export const crossbarWireMessages = {
  S850: message<{ row: number; column: number; value: number; others: number }>('error',
    ({ row, column, value, others }) => `the cell at ${place(row, column)} has a conductance of ${value} S${others > 0 ? `, and ${others} more cells cannot be used either` : ''}`,
    () => 'give 0 for an open cell, Infinity for a short, else 1e-40 to 1e40 S',
    'Conductances of linear cells are 0, Infinity or a positive number of siemens. Rows and columns are counted from 0, row 0 farthest from the sense resistances, column 0 at the drivers.'),
  S851: message<{ name: string; value: number }>('error',
    ({ name, value }) => `${name} is ${value}`,
    () => 'give 0 for an ideal connection, Infinity for an open one, else 1e-40 to 1e40 ohm',
    'Driver, row wire, column wire and sense resistance of a crossbar; each may be 0 or infinite on its own.'),
  S852: message<{ row: number; column: number; terminals: string }>('error',
    ({ row, column, terminals }) => `the short at ${place(row, column)} joins ${terminals} without any resistance between them, so currents have no finite value`,
    () => 'give the drivers, the sense circuits or the wires between them a resistance, or the cell a finite conductance',
    'Sources hold their voltage and sense terminals are at ground. Where both ends of a connection without resistance are held, its current is infinite or anything at all.'),
  S853: message<{ rows: number; columns: number; reason: string }>('error',
    ({ rows, columns, reason }) => `a crossbar of ${rows} rows and ${columns} columns cannot be solved: ${reason}`,
    () => 'give at least one row and one column, and a conductance for every cell; very large arrays are built of several crossbars',
    'The effective conductances of an N x N crossbar take about 480 N^2 bytes of memory and 32 N^3 additions and multiplications.'),
} as const;
