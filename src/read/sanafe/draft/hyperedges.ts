import { printable } from '../../../diagnostics/printable.ts';
import type { Hyperedge } from './draft.ts';
import { LONGEST_DELAY } from './edges.ts';
import type { Findings } from './findings.ts';
import { filled, growingFloats, growingInts, push } from './growing.ts';
import { indexIn, numberOf, skipNode, textOf, TOKEN, type Token, type Tokens } from '../yaml/tokens.ts';

/** What says how large a convolution is. */
export const EXTENTS = ['input_height', 'input_width', 'input_channels', 'kernel_height', 'kernel_width', 'kernel_count', 'stride_height', 'stride_width'] as const;
export type Extent = (typeof EXTENTS)[number];

/** Reads the attributes of an edge between groups. */
export function readHyperedge(tokens: Tokens, edge: Pick<Hyperedge, 'source' | 'destination' | 'text' | 'span'>, findings: Findings): Hyperedge {
  const made: Hyperedge = { ...edge, type: '', extents: new Map(), weights: null, delays: null, pairs: null };
  readAttributes(tokens.next(), tokens, made, findings);
  return made;
}

function readAttributes(token: Token, tokens: Tokens, edge: Hyperedge, findings: Findings): void {
  if (token === TOKEN.mapStart) while (tokens.next() === TOKEN.scalar) readAttribute(textOf(tokens), tokens, edge, findings);
  else if (token === TOKEN.seqStart) for (let item = tokens.next(); item !== TOKEN.seqEnd; item = tokens.next()) readAttributes(item, tokens, edge, findings);
  else if (tokens.start !== tokens.stop) findings.report('S941', { what: `attributes of ${edge.text}`, wanted: 'a mapping with type and weight' }, { span: tokens.span() });
}

function readAttribute(key: string, tokens: Tokens, edge: Hyperedge, findings: Findings): void {
  const span = tokens.span();
  const token = tokens.next();
  const twice = (there: unknown): void => { if (there !== null && there !== '' && there !== undefined) findings.report('S943', { what: `attribute '${key}' of ${edge.text}` }, { span }); };
  switch (key) {
    case 'type':
      twice(edge.type);
      edge.type = token === TOKEN.scalar ? textOf(tokens) : '';
      return skipNode(tokens, token);
    case 'w':
    case 'weight':
      twice(edge.weights);
      edge.weights = readWeights(token, tokens, edge, findings);
      return;
    case 'd':
    case 'delay':
      twice(edge.delays);
      edge.delays = readCounts(token, tokens, edge, findings);
      return;
    case 'source_target_pairs':
      twice(edge.pairs);
      edge.pairs = readPairs(token, tokens, edge, findings);
      return;
    case 'synapse':
    case 'dendrite':
      return readAttributes(token, tokens, edge, findings);
    default:
      return readExtent(key, token, tokens, edge, findings);
  }
}

function readExtent(key: string, token: Token, tokens: Tokens, edge: Hyperedge, findings: Findings): void {
  if (!EXTENTS.includes(key as Extent)) {
    findings.report('S948', { attribute: printable(key), place: edge.text }, { span: tokens.span() });
    return skipNode(tokens, token);
  }
  if (edge.extents.has(key)) findings.report('S943', { what: `attribute '${key}' of ${edge.text}` }, { span: tokens.span() });
  const value = token === TOKEN.scalar ? indexIn(tokens.bytes, tokens.start, tokens.stop) : -1;
  if (!(value >= 1 && value <= 2 ** 20)) {
    findings.report('S942', { what: `${key} of ${edge.text}`, value: token === TOKEN.scalar ? printable(textOf(tokens)) : 'a list', allowed: `a whole number from 1 to ${2 ** 20}` }, { span: tokens.span() });
  }
  edge.extents.set(key, Math.max(1, value));
  skipNode(tokens, token);
}

function readWeights(token: Token, tokens: Tokens, edge: Hyperedge, findings: Findings): Float32Array {
  const list = growingFloats();
  forEachNumber(token, tokens, `the weights of ${edge.text}`, findings, (value) => {
    push(list, value);
    return Number.isFinite(list.data[list.length - 1]!);
  });
  return filled(list);
}

function readCounts(token: Token, tokens: Tokens, edge: Hyperedge, findings: Findings): Int32Array {
  const list = growingInts();
  forEachNumber(token, tokens, `the delays of ${edge.text}`, findings, (value) => {
    push(list, value);
    return Number.isInteger(value) && value >= 0 && value <= LONGEST_DELAY;
  });
  return filled(list);
}

/** `[[0, 1], [4, 2]]`. */
function readPairs(token: Token, tokens: Tokens, edge: Hyperedge, findings: Findings): Int32Array {
  const list = growingInts();
  if (token !== TOKEN.seqStart) {
    findings.report('S941', { what: `source_target_pairs of ${edge.text}`, wanted: 'a list of pairs [source, destination]' }, { span: tokens.span() });
    skipNode(tokens, token);
    return filled(list);
  }
  for (let item = tokens.next(); item !== TOKEN.seqEnd; item = tokens.next()) {
    const before = list.length;
    const span = tokens.span();
    forEachNumber(item, tokens, `a pair of ${edge.text}`, findings, (value) => {
      push(list, value);
      return Number.isInteger(value) && value >= 0 && value < 2 ** 31;
    });
    if (list.length === before + 2) continue;
    findings.report('S941', { what: `a pair of ${edge.text}`, wanted: '[source, destination]' }, { span });
    list.length = before;
  }
  return filled(list);
}

/** @param accept takes a number and says whether it is sound; each list reports its first that is not */
function forEachNumber(token: Token, tokens: Tokens, what: string, findings: Findings, accept: (value: number) => boolean): void {
  if (token !== TOKEN.seqStart) {
    findings.report('S941', { what, wanted: 'a list of numbers' }, { span: tokens.span() });
    return skipNode(tokens, token);
  }
  let sound = true;
  for (let item = tokens.next(); item !== TOKEN.seqEnd; item = tokens.next()) {
    if (accept(item === TOKEN.scalar ? numberOf(tokens) : NaN)) continue;
    if (sound) findings.report('S942', { what: `a value in ${what}`, value: item === TOKEN.scalar ? printable(textOf(tokens)) : 'a list', allowed: 'a number that fits' }, { span: tokens.span() });
    sound = false;
    if (item !== TOKEN.scalar) skipNode(tokens, item);
  }
}
