import { describe, expect, it } from 'vitest';
import { readSanafeMapping } from '../../../src/read/sanafe/mapping.ts';
import { TREE_LIMIT_bytes } from '../../../src/read/sanafe/yaml/document.ts';
import { found, listed, networkOf, temporary } from './run.ts';

const INPUT = "- {name: in, attributes: {rate: 0.5}, neurons: [0..1]}";
const SOMA = '- {name: out, attributes: {threshold: 1, leak_decay: 1}, neurons: [0..1]}';
const GROUPS = `${INPUT}\n${SOMA}`;
const EDGE = '- in.0 -> out.0: {weight: 1}';
const soma = (attributes: string): string => networkOf(`${INPUT}\n- {name: out, attributes: {threshold: 1, ${attributes}}, neurons: [0..1]}`, EDGE);
const edge = (text: string): string => networkOf(GROUPS, text);

it('nothing is wrong with the network that the others are made of', () => {
  expect(found(networkOf(GROUPS, EDGE))).toBe('');
});

/** Texts by the code that each of them must give. Lines count from 1: groups stand on lines 4 and 5, edges from line 7. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  S940: [
    'network: [1, 2\n', 'network: "open\n', `a: ${'['.repeat(100)}\n`, `a: ${'['.repeat(10000)}\n`, 'network:\n\t- a\n', 'a: &a [*a]\n', `a: &a [1, 1]\n${Array.from({ length: 40 }, (_, i) => `${i}: &a${i} [*a${i ? i - 1 : ''}, *a${i ? i - 1 : ''}]\n`).join('')}`, 'a: *missing\n', '? [a]\n: b\n',
  ],
  S941: [
    '', '- 1\n', 'other: 1\n', 'network: 1\n', 'network: {name: n}\n', 'network: {groups: 1, edges: 1}\n', networkOf('- 7'), networkOf('- {neurons: [0]}'),
    networkOf('- {name: a}'), networkOf('- {name: a, neurons: 3}'), networkOf('- {name: a, neurons: []}'), networkOf('- {name: [a], neurons: [0]}'), networkOf('- {name: a, neurons: [[0]]}'), networkOf('- {name: a, attributes: 3, neurons: [0]}'),
    soma('bias: [1]'), networkOf('- {name: a, attributes: {spikes: 1}, neurons: [0]}'), soma('time_constants: 1'), edge('- 3'), edge('- in.0: {weight: 1}'), edge('- in -> out.0: {weight: 1}'),
    edge('- in.0 -> out.0: 3'), edge('- in -> out: 3'), edge('- in -> out: {type: dense, weight: 3}'), edge('- in -> out: {type: sparse, source_target_pairs: 1}'), edge('- in -> out: {type: sparse, source_target_pairs: [[1]]}'),
    networkOf(INPUT), 'g 2 threshold=1\nx 1\n', 'g none\n', 'g 2\nn 1\n',
  ],
  S942: [
    networkOf('- {name: a, neurons: [1.5]}'), networkOf('- {name: a, neurons: [3..1]}'), soma('bias: much'), soma('refractory_delay: 1.5'), soma('reset_mode: gently'), soma('bias:'), soma('leak_decay: 1.5'), soma('input_decay: -1'),
    networkOf('- {name: a, attributes: {leak: 0, leak_towards_zero: maybe}, neurons: [0]}'), networkOf('- {name: a, attributes: {spikes: [x]}, neurons: [0]}'), edge('- in.0 -> out.0: {weight: heavy}'), edge('- in.0 -> out.0: {weight: 1, delay: -1}'),
    edge('- in -> out: {type: dense, weight: [1, 2, x, 4]}'), edge('- in -> out: {type: conv2d, kernel_height: 0}'), edge('- in.0 -> out.0: {weight: 1e99}'),
  ],
  S943: [
    networkOf(`${SOMA}\n${GROUPS}`, EDGE), 'network: {name: n, groups: [], groups: [], edges: []}\n', networkOf('- {name: a, name: b, neurons: [0]}'), networkOf('- {name: a, neurons: [0], neurons: [1]}'), networkOf('- {name: a, neurons: [0, 1, 0..1]}'),
    soma('bias: 1, bias: 2'), edge('- in -> out: {type: dense, type: dense, weight: [1, 2, 3, 4]}'),
  ],
  S944: [
    edge('- in.0 -> out.9: {weight: 1}\n- in.7 -> out.5: {weight: 1}'), edge('- in.0 -> nobody.0: {weight: 1}'), networkOf('- {name: a, neurons: [0, 5]}'), 'g 1\nn 0.3 bias=1\n', 'g 1\nn 4.0 bias=1\n',
  ],
  S945: [
    networkOf('- {name: a, neurons: [0..4000000000]}'), 'g 4000000000\n',
    networkOf('- {name: a, attributes: {threshold: 1}, neurons: [0: {bias: 1, leak_decay: 1}, 1..20000000: {}]}'),
    edge(Array.from({ length: 65 }, (_, delay) => `- in.0 -> out.0: {weight: 1, delay: ${delay}}`).join('\n')),
    networkOf(`- {name: in, attributes: {rate: 1}, neurons: [0..20000000]}\n${SOMA}`, Array.from({ length: 7 }, (_, delay) => `- in.0 -> out.0: {weight: 1, delay: ${delay}}`).join('\n')),
    networkOf(`- {name: in, attributes: {rate: 1}, neurons: [0..16777215]}\n- {name: out, attributes: {threshold: 1}, neurons: [0..16760832]}`, '- in -> out: {type: conv2d, input_height: 4096, input_width: 4096, input_channels: 1, kernel_height: 3, kernel_width: 3, kernel_count: 1, stride_height: 1, stride_width: 1, weight: [1, 1, 1, 1, 1, 1, 1, 1, 1], delay: [0, 1, 1, 1, 1, 1, 1, 1, 1]}').replace('0..16760832', `0..${4094 * 4094 - 1}`),
  ],
  S946: [
    soma('leak_decay: 0.3'), soma('threshold: 1.5, leak_decay: 0.5, reset: 1, refractory_delay: 4').replace('threshold: 1, ', ''), soma('time_constants: [0.5]'),
  ],
  S947: [
    networkOf(`${INPUT}\n- {name: out, attributes: {m: 0.05, h: 0.6}, neurons: [0]}`, EDGE), soma('taps: 3'), soma('time_constants: [0.5, 0.5]'), soma('time_constants: [0.5], input_decay: 0.5'), soma('leak: 1, leak_towards_zero: true'), soma('random_mask: 3'), soma('reverse_reset_mode: soft, reverse_threshold: -1'),
    soma('reverse_reset_mode: hard, reverse_threshold: -1, reverse_reset: 0'), soma('reverse_reset_mode: saturate, reverse_threshold: 2'), soma('leak_decay: 0.5, leak: 1'), soma('input_decay: 0.5, bias: 1'), soma('leak_decay: 0, potential: 1, reset: 0.3'),
    networkOf(`${INPUT}\n- {name: out, attributes: {threshold: 1}, neurons: [0: {reset_mode: soft}, 1: {reset_mode: hard}]}`, EDGE), edge('- out.0 -> in.0: {weight: 1}'), edge('- in.0 -> out.0: {weight: 1, tap: 2}'),
    networkOf("- {name: in, neurons: [0: {rate: 1, soma_hw_name: input}, 1: {soma_hw_name: lif}]}"),
  ],
  S948: [
    soma('treshold: 2'), edge('- in.0 -> out.0: {weight: 1, wieght: 2}\n- in.1 -> out.0: {weight: 1, wieght: 2}'), edge('- in -> out: {type: dense, weight: [1, 2, 3, 4], padding: 1}'), networkOf(`${INPUT}\n- {name: out, attributes: {threshold: 1}, neurons: [0], colour: red}`, EDGE), 'network: {name: n, groups: [], edges: [], version: 2}\n',
  ],
  S949: [
    networkOf('- {name: in, attributes: {rate: 1}, neurons: [0..999999]}\n- {name: out, attributes: {threshold: 1}, neurons: [0..999999]}', '- in -> out: {type: conv2d, input_height: 1, input_width: 1, input_channels: 1000000, kernel_height: 1, kernel_width: 1, kernel_count: 1000000, stride_height: 1, stride_width: 1}\n- in -> out: {type: dense}'),
    edge('- in -> out: {weight: [1]}'), edge('- in -> out: {type: ring}'), edge('- in -> out: {type: dense, weight: [1, 2]}'), edge('- in -> out: {type: conv2d, weight: [1]}'), edge('- in -> out: {type: sparse, weight: [1]}'),
    edge('- in -> out: {type: sparse, source_target_pairs: [[0, 1]], weight: [1, 2]}'), edge('- in -> out: {type: sparse, source_target_pairs: [[0, 7]], weight: [1]}'),
    edge('- in -> out: {type: conv2d, input_height: 1, input_width: 2, input_channels: 1, kernel_height: 3, kernel_width: 1, kernel_count: 1, stride_height: 1, stride_width: 1}'),
    edge('- in -> out: {type: conv2d, input_height: 1, input_width: 5, input_channels: 1, kernel_height: 1, kernel_width: 1, kernel_count: 1, stride_height: 1, stride_width: 1}'),
    edge('- in -> out: {type: conv2d, input_height: 1, input_width: 2, input_channels: 1, kernel_height: 1, kernel_width: 1, kernel_count: 1, stride_height: 1, stride_width: 2}'),
    edge('- in -> out: {type: conv2d, input_height: 1, input_width: 2, input_channels: 1, kernel_height: 1, kernel_width: 1, kernel_count: 1, stride_height: 1, stride_width: 1, weight: []}'),
  ],
  S950: [`${networkOf(GROUPS, EDGE)}other: |\n  text\n${'# padding\n'.repeat(TREE_LIMIT_bytes / 8)}`],
  S951: [edge('- in.0 -> out.0: {}\n- in.1 -> out.0:')],
};

describe.each(Object.entries(CASES))('%s', (code, texts) => {
  it('is found, at its place', async () => {
    const shown = texts.map((text) => `${text.length > 1500 ? `${text.slice(0, 60)}... (${text.length} characters)` : text.trimEnd()}\n--> ${found(text).replaceAll('\n', '\n--> ')}\n`);
    expect(shown.filter((one) => !one.includes(`--> ${code} `))).toEqual([]);
    await expect(shown.join('\n')).toMatchFileSnapshot(`cases/diagnostics/${code}.txt`);
  });
});

it('S954: mappings that name no core, or neurons that do not exist', () => {
  const check = (text: string): string => {
    const file = temporary('.yaml', networkOf(GROUPS, EDGE, text));
    return listed(() => readSanafeMapping(file).diagnostics, file);
  };
  expect(check('- out.0: {core: 0.0}\n- out.1: [core: 1.3, soma: lif]')).toBe('');
  expect(check('- out.0: {core: 0.0}\n- out.1: {core: !!str 0.1}'), 'mappings are read once').toBe('');
  expect(check('- out.0: {soma: x}')).toBe('S954 9:5 mapping of out: no core is named');
  expect(check('- out: {core: 7}')).toBe("S954 9:17 mapping of out: '7' is no core");
  expect(check('- out.0: {core: a.b}')).toBe("S954 9:19 mapping of out: 'a.b' is no core");
  expect(check('- out.9: {core: 0.0}')).toBe('S944 9:1 neuron out.9 does not exist: the group has 2 neurons');
  expect(check('- nobody: {core: 0.0}')).toBe("S944 9:1 group 'nobody' does not exist: a mapping names it");
  expect(check('- out.x: {core: 0.0}')).toMatch(/^S942 9:5 the number of a neuron is 'out.x'/);
  expect(check('- out: {core: 0.0}\n- out.1: {core: 0.1}')).toBe('S943 10:1 neuron out.1 in the mapping stands there twice');
  expect(check('- 3')).toMatch(/^S941 9:5 an entry of mappings: wanted group.neuron/);
  expect(check('- out: 3')).toMatch(/^S941 9:10 an entry of mappings: wanted a core/);
});
