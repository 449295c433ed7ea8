import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { targetJsonSchema } from '../../targets/schema.ts';

const validate = new Ajv2020({ allErrors: true }).compile(targetJsonSchema());
const read = (name: string): Record<string, unknown> => JSON.parse(readFileSync(`targets/${name}.json`, 'utf8')) as Record<string, unknown>;

test.each(['rram-128', 'spikeflow-64', 'loihi'])('JSON Schema accepts %s', (name) => {
  expect(validate(read(name)), JSON.stringify(validate.errors)).toBe(true);
});

test('JSON Schema refuses what the loader refuses', () => {
  expect(validate({ ...read('loihi'), fanin: 3 })).toBe(false);
  expect(validate({ ...read('loihi'), fanIn: 1.5 })).toBe(false);
  expect(validate({ ...read('loihi'), unpriced: { nothing: 'x' } })).toBe(false);
  expect(validate({ ...read('loihi'), mesh: undefined })).toBe(false);
});

test('JSON Schema is of draft 2020-12', () => {
  expect(targetJsonSchema()).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Synaptile target' });
});
