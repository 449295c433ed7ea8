import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assumer } from '../../../src/read/assumptions.ts';
import { verifyNetwork } from '../../../src/ir/verify-network.ts';
import { readSanafe } from '../../../src/read/sanafe/read-sanafe.ts';
import { readSanafeMapping } from '../../../src/read/sanafe/mapping.ts';
import { readSanafeStimulus } from '../../../src/read/sanafe/stimulus.ts';
import { writeSanafe } from '../../../src/read/sanafe/write-sanafe.ts';
import { CASES, spikesOf, temporary } from './run.ts';

/** Spikes of SANA-FE itself for the cases of this folder; make-referee.py made them. */
const REFEREE = JSON.parse(readFileSync(join(CASES, 'referee-spikes.json'), 'utf8')) as Readonly<Record<string, readonly (readonly string[])[]>>;

describe.each(Object.entries(REFEREE))('%s', (name, expected) => {
  const file = join(CASES, `${name}.yaml`);

  it('has the spikes of SANA-FE', () => {
    expect(verifyNetwork(readSanafe(file, assumer({})).network)).toEqual([]);
    expect(spikesOf(file, expected.length)).toEqual(expected);
  });

  it('has them once more when it is written and read again', () => {
    const { network, stimulus } = readSanafeStimulus(file);
    const again = temporary('.yaml', '');
    expect(writeSanafe(network, again, readSanafeMapping(file).mapping, stimulus).map(({ code }) => code)).toEqual([]);
    expect(spikesOf(again, expected.length)).toEqual(expected);
    expect(readSanafeMapping(again).mapping).toEqual(readSanafeMapping(file).mapping);
  });
});
