import { CELL_KINDS, SILENT_ROWS } from '../../ir/crossbar-case.ts';

/** Words that stand for an infinite number, which JSON has none for. */
export const INFINITE_WORDS = ['inf', 'Infinity'] as const;

const infinite = { enum: INFINITE_WORDS };
const ohm = (description: string): object => ({ description: `${description}, ohm; 0 is ideal, "inf" open`, anyOf: [{ type: 'number', minimum: 0 }, infinite] });
const lists = (description: string, items: object): object => ({ description, type: 'array', items: { type: 'array', items } });

/** JSON Schema of CASE.json. It cannot say that the lists are as long as rows and cols ask for; the reader checks that too. */
export const CASE_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Synaptile crossbar case',
  type: 'object',
  properties: {
    $schema: { type: 'string' },
    name: { description: 'what the case is called in netlists', type: 'string' },
    rows: { type: 'integer', minimum: 1 },
    cols: { type: 'integer', minimum: 1 },
    conductance_S: { ...lists('rows lists of cols conductances, S; 0 is an open cell, "inf" a shorted one', { anyOf: [{ type: 'number', minimum: 0 }, infinite] }), minItems: 1 },
    inputs_V: lists('input vectors: lists of rows source voltages, V', { type: 'number' }),
    driver_ohm: ohm('between the source of a row and its row node at column 0'),
    wireRow_ohm: ohm('between neighbouring nodes of a row'),
    wireCol_ohm: ohm('between neighbouring nodes of a column'),
    sense_ohm: ohm('between the last node of a column and ground'),
    cell: {
      description: `current of a cell over its voltage: ${CELL_KINDS.join(', ')}; linear if left out`,
      anyOf: [
        { type: 'object', properties: { kind: { const: 'linear' } }, required: ['kind'], additionalProperties: false },
        { description: 'I = G v0 sinh(v / v0)', type: 'object', properties: { kind: { const: 'sinh' }, v0_V: { type: 'number', exclusiveMinimum: 0 } }, required: ['kind', 'v0_V'], additionalProperties: false },
        { description: 'I = G (v - a v^3)', type: 'object', properties: { kind: { const: 'cubic' }, a_perV2: { type: 'number' } }, required: ['kind', 'a_perV2'], additionalProperties: false },
      ],
    },
    silentRows: { description: 'what a row does while its input is 0; driven if left out', enum: SILENT_ROWS },
  },
  required: ['rows', 'cols', 'conductance_S', 'inputs_V', 'driver_ohm', 'wireRow_ohm', 'wireCol_ohm', 'sense_ohm'],
  additionalProperties: false,
} as const;
