import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import { hdf5Of, readHdf5 } from '../../../src/read/hdf5/read-hdf5.ts';
import type { Hdf5Group, Hdf5Node } from '../../../src/read/hdf5/tree.ts';
import { hdf5Bytes } from '../../../src/read/hdf5/write-hdf5.ts';
import { newFile } from '../nir/files.ts';

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.message;
  }
  return '';
}

function members(group: Hdf5Group, name: string): Readonly<Record<string, unknown>> {
  const plain = (node: Hdf5Node): unknown => (node.kind === 'array' ? [...node.data] : node.kind === 'text' ? node.texts : node.kind === 'other' ? node.what : node.kind);
  return Object.fromEntries([...(group.members.get(name) as Hdf5Group).members].map(([key, node]) => [key, plain(node)]));
}

describe('HDF5 files', () => {
  it('numbers of every kind', async () => {
    const { packed, bool, none, scalar, ...kinds } = members(await readHdf5(beside('kinds.h5')), 'numbers');
    for (const [kind, numbers] of Object.entries(kinds)) expect(numbers, kind).toEqual([1, 2, 3, 4, 5, 6]);
    expect(Object.keys(kinds)).toHaveLength(13);
    expect([bool, none, scalar]).toEqual([[1, 0], [], [2.5]]);
    expect(packed).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  });

  it('texts, attributes, and what is not read', async () => {
    const root = await readHdf5(beside('kinds.h5'));
    expect(members(root, 'texts')).toEqual({ one: ['Grüße'], many: ['a', 'bc'], fixed: ['x', 'longer'] });
    expect(members(root, 'others')).toEqual({
      broken: 'a link that leads nowhere', compound: 'values of a compound, variable or unknown kind', empty: 'an empty data space', outside: 'a link to another file', view: 'a view of other datasets',
    });
    expect([...root.attributes].map(([name, node]) => [name, node.kind === 'array' ? [...node.data] : node.kind === 'text' ? node.texts : node.kind])).toEqual([['__type__', ['Kinds']], ['counts', [1, 2, 3]], ['dt', [1e-4]]]);
  });

  it('are the same after writing and reading', async () => {
    const array = fc.tuple(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 40 }), fc.constantFrom(Float64Array, Float32Array, Int32Array, Uint8Array, Int16Array))
      .map(([data, kind]): Hdf5Node => ({ kind: 'array', shape: [data.length], data: kind.from(data) }));
    const text = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '/', ' ', '0'), minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 4 }).map((texts): Hdf5Node => ({ kind: 'text', shape: [texts.length], texts }));
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '_'), minLength: 1, maxLength: 6 });
    const content = fc.dictionary(name, fc.oneof(array, text), { maxKeys: 5 });
    await fc.assert(fc.asyncProperty(content, content, async (outer, inner) => {
      const group = (entries: Readonly<Record<string, Hdf5Node>>): Hdf5Group => ({ kind: 'group', members: new Map(Object.entries(entries)), attributes: new Map() });
      const root = group({ ...outer, inside: group(inner) });
      const again = await hdf5Of(await hdf5Bytes(root), 'made.h5');
      expect(sorted(again)).toEqual(sorted(root));
    }), { numRuns: 40, seed: 7 });
  });

  it('of the same content have the same bytes, also large ones, which are deflated', async () => {
    const root: Hdf5Group = { kind: 'group', members: new Map([['x', { kind: 'array', shape: [300, 300], data: new Float64Array(90_000).fill(0.5) }]]), attributes: new Map() };
    const [one, other] = [await hdf5Bytes(root), await hdf5Bytes(root)];
    expect(Buffer.from(one).equals(other)).toBe(true);
    expect(one.length).toBeLessThan(20_000);
    expect((await hdf5Of(one, 'made.h5')).members.get('x')).toEqual(root.members.get('x'));
  });
});

/** Members in the order of their names, as HDF5 keeps them. */
function sorted(node: Hdf5Node): unknown {
  return node.kind === 'group' ? Object.fromEntries([...node.members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)])) : node;
}

describe('what is refused', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'an empty file'],
    ['PyTorch', 'PK\x03\x04........model/data.pkl', 'a PyTorch file (torch.save)'],
    ['zip', 'PK\x03\x04........', 'a zip archive'],
    ['pickle', Uint8Array.of(0x80, 2, 0x8a), 'a Python pickle'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8), 'a gzip file'],
    ['NumPy', Uint8Array.of(0x93, ...Buffer.from('NUMPY')), 'a NumPy array'],
    ['LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:0', 'a Git LFS pointer, which stands for a file that was not downloaded'],
    ['web page', '<!DOCTYPE html><html>', 'a web page'],
    ['JSON', '{"version": 1}', 'a JSON text'],
    ['text', 'hello', 'a text file'],
    ['other', Uint8Array.of(0, 255, 1), 'something that begins with the bytes 00 ff 01'],
  ])('%s (S900)', async (_, content, found) => {
    const file = newFile('.h5');
    writeFileSync(file, content);
    expect(await refusal(readHdf5(file))).toContain(`S900 is no HDF5 file but ${found}`);
  });

  it('damaged files (S901)', async () => {
    const whole = readFileSync(beside('kinds.h5'));
    for (const length of [8, 100, 1000, whole.length >> 1]) expect(await refusal(hdf5Of(Uint8Array.from(whole.subarray(0, length)), 'cut.h5')), `${length} bytes`).toContain('S901 is a damaged HDF5 file');
  });

  it('files that claim more than they can hold (S902)', async () => {
    expect(await refusal(readHdf5(beside('vast.h5')))).toContain('S902 claims to hold [1099511627776, 1024] values of 8 bytes');
    expect(await refusal(readHdf5(beside('deep.h5')))).toContain('S902 claims to hold groups within groups, more than 32 deep');
  });

  it('files that are not there (S101)', async () => {
    expect(await refusal(readHdf5(newFile('.h5')))).toContain('S101');
  });
});
