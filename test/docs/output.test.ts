import { expect, test } from 'vitest';
import { blocksOf, commandsOf, remark } from './blocks.ts';
import { linesOf, settled, shownPart } from './output.ts';

test('blocks, remarks and commands of a page', () => {
  const page = 'Text\n\n<!-- shown: first 1 -->\n<!-- fails -->\n```console\n$ one \\\n    --two\nout\n\n$ three\n```\n';
  const [block] = blocksOf(page);
  expect([remark(block!, 'shown'), remark(block!, 'fails'), remark(block!, 'not run')]).toEqual(['first 1', '', null]);
  expect(commandsOf(block!)).toEqual([{ command: 'one --two', output: ['out', ''], typed: ['$ one \\', '    --two'] }, { command: 'three', output: [], typed: ['$ three'] }]);
});

test('a page shows the first lines, or the paragraphs that begin with a word, and dots for the rest', () => {
  const output = ['a 1', 'a 2', '', 'b 1', '', 'c 1', '', 'd 1'];
  expect(shownPart(output, null)).toEqual(output);
  expect(shownPart(output, 'first 2')).toEqual(['a 1', 'a 2', '...']);
  expect(shownPart(output, 'b; c')).toEqual(['...', 'b 1', '', 'c 1', '...']);
  expect(() => shownPart(output, 'e')).toThrow('begins with e');
  expect(linesOf('a  \n\nin /tmp/x1/b\n0 of 4 points\n\n', '/tmp/x1')).toEqual(['a', '', 'in /home/you/first-hour/b']);
});

test('times of this run, of passes and of mappings do not count; nothing else is forgiven', () => {
  const equal = (shown: string, now: string): boolean => settled(shown.split('\n'), now.split('\n')).join('\n') === shown;
  expect(equal('  this run   compiled in 5 ms, 80 MB', '  this run   compiled in 1.20 s, 102 MB')).toBe(true);
  expect(equal('fold    0.012 s  linear 2', 'fold    0.1 s  linear 2')).toBe(true);
  expect(equal('fold    0.012 s  linear 2', 'fold    0.012 s  linear 3')).toBe(false);
  expect(equal('mapper  cores  compiled in\ntiles  30    921 ms\n\nx 1 s', 'mapper  cores  compiled in\ntiles  30  4.7 s\n\nx 1 s')).toBe(true);
  expect(equal('mapper  cores  compiled in\ntiles  30    921 ms\n\nx 1 s', 'mapper  cores  compiled in\ntiles  31  921 ms\n\nx 1 s')).toBe(false);
  expect(equal('latency  3 s', 'latency  4 s')).toBe(false);
});
