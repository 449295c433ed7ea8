import fc from 'fast-check';

/** A value of a YAML document and the styles it is printed in. */
type Value = { readonly kind: 'scalar'; readonly text: string } | { readonly kind: 'list'; readonly items: readonly Value[]; readonly style: number } | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Value])[]; readonly style: number };

/** Words that stand for themselves, and words that mean something else to YAML, or only in some places. */
const PLAIN = ['a', 'weight', '0..9', 'in.0 -> out.3', '-1', '0.5', '1e-3', "'1.0'", '"x y"', 'true', 'a b', 'b#c', '12', 'x->y', 'ä', "''", 'a:b', '...', '~'];
const ODD = ['-', '[0', '*a', '', '.', '---', '?x', 'k\tl', '!t', '&c', '|', '>', '%d', '@', '0:1', 'x: y', '- z', "'it''s'", '"a\\n"'];
const word = fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...PLAIN) }, { weight: 1, arbitrary: fc.constantFrom(...ODD) });

const { document } = fc.letrec<{ value: Value; document: Value }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' },
    word.map((text): Value => ({ kind: 'scalar', text })),
    fc.record({ kind: fc.constant('list' as const), items: fc.array(tie('value'), { maxLength: 4 }), style: fc.nat(7) }),
    fc.record({ kind: fc.constant('map' as const), entries: fc.array(fc.tuple(word, tie('value')), { maxLength: 4 }), style: fc.nat(7) })),
  document: tie('value') as fc.Arbitrary<Value>,
}));

/** Texts that are YAML, or nearly: documents in all styles, with a few bytes changed in some. */
export const yamlText: fc.Arbitrary<string> = fc.tuple(
  document, fc.constantFrom('\n', '\n', '\n', '\r\n'), fc.array(fc.tuple(fc.nat(), fc.constantFrom(' ', '\n', ':', '-', ',', ']', '{', '#', 'a', '  ', ': ', '\t', "'", '\r')), { maxLength: 2 }), fc.boolean(),
).map(([value, newline, changes, changed]) => {
  let text = block(value, 0, true).replace(/^\n/, '').replaceAll('\n', newline);
  if (changed) for (const [place, insert] of changes) text = `${text.slice(0, place % (text.length + 1))}${insert}${text.slice((place % (text.length + 1)) + (place % 2))}`;
  return text;
});

/** What follows a key or a dash: on the same line, or on lines of its own. */
function block(value: Value, indent: number, dashAllowed: boolean): string {
  const pad = ' '.repeat(indent);
  if (value.kind === 'scalar') return ` ${value.text}${indent % 3 === 0 ? ' # note' : ''}\n`;
  if (value.style > 4) return ` ${flow(value, indent)}\n`;
  if (value.kind === 'list') {
    if (value.items.length === 0) return ' []\n';
    const step = value.style % 2 === 0 || !dashAllowed ? 2 : 0;
    return `\n${value.items.map((item) => `${pad}${' '.repeat(step)}-${nested(item, indent + step + 2)}`).join(value.style === 3 ? '\n# between\n' : '')}`;
  }
  if (value.entries.length === 0) return ' {}\n';
  return `\n${value.entries.map(([key, entry]) => `${pad}  ${key}:${block(entry, indent + 2, true)}`).join('')}`;
}

/** An item of a list: a mapping or list may begin on the line of the dash. */
function nested(value: Value, indent: number): string {
  if (value.kind === 'map' && value.style < 3 && value.entries.length > 0) return block(value, indent - 2, true).replace(/^\n +/, ' ');
  if (value.kind === 'list' && value.style < 2 && value.items.length > 0) return block(value, indent - (value.style % 2 === 0 ? 2 : 0), true).replace(/^\n +/, ' ');
  return block(value, indent, false);
}

function flow(value: Value, indent: number): string {
  const gap = value.kind !== 'scalar' && value.style === 7 ? `\n${' '.repeat(indent + 3)}` : ' ';
  switch (value.kind) {
    case 'scalar': return value.text;
    case 'list': return `[${value.items.map((item) => (item.kind === 'map' && item.entries.length === 1 && item.style < 3 ? flow(item, indent).slice(1, -1) : flow(item, indent))).join(`,${gap}`)}]`;
    case 'map': return `{${value.entries.map(([key, entry]) => `${key}: ${flow(entry, indent)}`).join(`,${gap}`)}${value.style === 6 ? ',' : ''}}`;
  }
}
