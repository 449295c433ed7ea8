import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ebnf } from '../../grammar/ebnf.ts';
import { parse } from '../../grammar/parse.ts';
import { rules } from '../../grammar/rules.ts';

const PAGE = readFileSync(new URL('../../grammar/README.md', import.meta.url), 'utf8');
const SHOWN = /<!-- made: ebnf -->\n\n```\n([^]*?)\n```/.exec(PAGE)![1]!;

test('the EBNF of the page is that of the parser', () => expect(SHOWN).toBe(ebnf(rules())));

test('every text that the EBNF of the page makes is in the language', () => {
  const grammar = readEbnf(SHOWN);
  const texts = fc.infiniteStream(fc.nat({ max: 2 ** 30 })).map((numbers) => `synet 1 ${sentence('network', grammar, () => numbers.next().value as number)}`);
  fc.assert(fc.property(texts, (text) => {
    expect(parse(text, 'x.synet').diagnostics.map(({ message, where }) => `${message} at ${where.span?.column}`), text).toEqual([]);
  }), { seed: 1, numRuns: 150 });
});

/** An EBNF read by other means than it was printed by: alternatives of sequences of items. */
type Item = { readonly word: string } | { readonly name: string } | { readonly body: readonly (readonly Item[])[]; readonly repeat: '(' | '[' | '{' };
type Grammar = ReadonlyMap<string, readonly (readonly Item[])[]>;

function readEbnf(text: string): Grammar {
  const words = text.match(/"[^"]*"|\?[^?]*\?|[A-Za-z]+|[[\]{}()|;=]/g)!;
  let at = 0;
  const alternatives = (): Item[][] => {
    const found: Item[][] = [[]];
    while (!['}', ']', ')', ';'].includes(words[at]!)) {
      const word = words[at++]!;
      if (word === '|') found.push([]);
      else if (word === '(' || word === '[' || word === '{') {
        found[found.length - 1]!.push({ body: alternatives(), repeat: word });
        at++;
      } else found[found.length - 1]!.push(word.startsWith('"') ? { word: word.slice(1, -1) } : { name: word });
    }
    return found;
  };
  const grammar = new Map<string, Item[][]>();
  while (at < words.length) {
    const name = words[at]!;
    expect(words[at + 1]).toBe('=');
    at += 2;
    grammar.set(name, alternatives());
    at++;
  }
  return grammar;
}

/** Words that are made of letters and not of other words; no keywords, since which of those are units stands in the text below the EBNF. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  IDENTIFIER: ['x', 'ms', 'a_1.b', 'Hidden', 'networks', 'e1'], STRING: ['""', '"a b"', '"\\u0041\\n"'], LETTER: ['a', 'Z'], DIGIT: ['0', '7'], DIGITS: ['12', '0'],
};

/** A random text; beyond some depth always the shortest way on. */
function sentence(name: string, grammar: Grammar, random: () => number, depth = 0): string {
  const fixed = WORDS[name];
  if (fixed) return fixed[random() % fixed.length]!;
  const glue = name === 'NUMBER' ? '' : ' ';
  const sequence = (items: readonly Item[]): string => items.map(item).filter((text) => text !== '').join(glue);
  const pick = (body: readonly (readonly Item[])[]): string => sequence(body[depth > 12 ? 0 : random() % body.length]!);
  const item = (one: Item): string => {
    if ('word' in one) return one.word;
    if ('name' in one) return sentence(one.name, grammar, random, depth + 1);
    if (one.repeat === '(') return pick(one.body);
    const times = depth > 12 ? 0 : random() % (one.repeat === '[' ? 2 : 3);
    return Array.from({ length: times }, () => pick(one.body)).join(glue);
  };
  return pick(grammar.get(name)!);
}
