import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from '../../grammar/parse.ts';
import { print, printDecimal } from '../../grammar/printer.ts';

const canonical = (text: string): string => print(parse(text, 'x.synet').document!);

/** Everything but where it stands and how its lists were laid out. */
function withoutPlaces(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(withoutPlaces);
  if (tree === null || typeof tree !== 'object' || ArrayBuffer.isView(tree)) return tree;
  const laidOut = 'kind' in tree && tree.kind === 'numbers';
  return Object.fromEntries(Object.entries(tree).filter(([key]) => key !== 'span' && !(laidOut && key === 'text')).map(([key, value]) => [key, withoutPlaces(value)]));
}

const EXAMPLE = `synet 1
network "my net" stage quantised bits 8 {
  timesteps 32
  dt 1 ms
  input x : [1, 28, 28] current levels(scale = 0.00392, low = 0, high = 255)
  population h : [12] lif(decay = 0.9, threshold = 20 mV, reset = hard, compare = ">") scale [1, 2]
  population "i8" : [10] if(threshold = f32 [10] file "mnist.npz" "g.threshold")
  output h count
  projection c : x -> h convolution(
    weights = i8 [2, 1, 2, 2] [1, 2, 3, 4, 5, 6, 7, 8],
    bias = [0.1, -0.002],
    window = sum(kernel = [2, 2], stride = [2, 2])
  )
  projection r : h -> h dense(weights = [[1, -0], [1e-7, inf]]) delay 1
  projection s : h -> h dense(
    weights = [
      100000, 100001, 100002, 100003, 100004, 100005, 100006, 100007, 100008, 100009, 100010, 100011, 100012,
      100013, 100014
    ],
    tau = [10 ms, 20 ms]
  )
}
`;

describe('canonical text', () => {
  test('stands as it is', () => expect(canonical(EXAMPLE)).toBe(EXAMPLE));

  test('is what any other layout becomes', () => {
    const squeezed = EXAMPLE.replace(/\s+/g, ' ');
    const stretched = EXAMPLE.replace(/([([,=:])/g, '$1\n# a remark\n');
    expect([canonical(squeezed), canonical(stretched)]).toEqual([EXAMPLE, EXAMPLE]);
  });

  test('has the tree of the text it was made from', () => {
    const squeezed = EXAMPLE.replace(/\s+/g, ' ');
    const [one, other] = [EXAMPLE, squeezed].map((text) => withoutPlaces(parse(text, 'x').document));
    expect(one).toEqual(other);
    expect(one).toMatchObject({ network: { name: { text: 'my net' }, bits: { text: '8' }, statements: { length: 9 } } });
  });

  test('numbers are the shortest that read back', () => {
    expect([0.1, -0, 1e21, 5e-324, Infinity, -Infinity, NaN].map(printDecimal)).toEqual(['0.1', '-0', '1e+21', '5e-324', 'inf', '-inf', 'nan']);
  });
});

test('the examples of the reference are in the language and canonical', () => {
  const reference = readFileSync(new URL('../../grammar/README.md', import.meta.url), 'utf8');
  const examples = [...reference.matchAll(/```synet\n(.*?)```/gs)].map((match) => match[1]!);
  expect(examples).toHaveLength(3);
  for (const example of examples) expect(canonical(example)).toBe(example.replace(/ *#.*/g, '').replace(/\n{2,}/g, '\n'));
});
