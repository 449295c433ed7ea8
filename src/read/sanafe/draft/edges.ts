import { printable } from '../../../diagnostics/printable.ts';
import type { Bundle, Draft } from './draft.ts';
import type { Findings } from './findings.ts';
import { growingFloats, growingInts, push } from './growing.ts';
import { readHyperedge } from './hyperedges.ts';
import { collectNames, nameIn, type Names } from './interner.ts';
import { indexIn, numberOf, skipNode, textOf, TOKEN, type Token, type Tokens } from '../yaml/tokens.ts';

/** Reads the list under `edges`: `group.1 -> group.2: {weight: 1}` and edges between whole groups. */
export function readEdges(tokens: Tokens, draft: Draft, findings: Findings): void {
  const token = tokens.next();
  if (token !== TOKEN.seqStart) {
    findings.report('S941', { what: "'edges'", wanted: 'a list of edges' }, { span: tokens.span() });
    return skipNode(tokens, token);
  }
  const reader = edgeReader(tokens, draft, findings);
  for (let item = tokens.next(); item !== TOKEN.seqEnd; item = tokens.next()) {
    if (item === TOKEN.mapStart) while (tokens.next() === TOKEN.scalar) reader.read();
    else {
      findings.report('S941', { what: 'an edge', wanted: 'group.neuron -> group.neuron: {weight: ...}' }, { span: tokens.span() });
      skipNode(tokens, item);
    }
  }
}

/** A neuron, or a whole group, that an edge names. */
interface Address {
  group: number;
  /** -1 for the whole group. */
  neuron: number;
}

export interface EdgeReader {
  /** Reads one edge; its name is the last scalar, its attributes follow. */
  readonly read: () => void;
}

const DASH = 45, DOT = 46, GREATER = 62, SPACE = 32;

export function edgeReader(tokens: Tokens, draft: Draft, findings: Findings): EdgeReader {
  const source: Address = { group: 0, neuron: 0 }, destination: Address = { group: 0, neuron: 0 };
  const bundles = new Map<number, Bundle>();
  const attributes = edgeAttributes(tokens, findings);
  const sizes = new Map(draft.groups.map(({ id, neurons }) => [id, neurons]));
  /** Neurons of the groups of the last bundle, as far as they are known. */
  let known: readonly [source: number, destination: number] = [0, 0];
  let lastKey = -1;
  let last: Bundle | null = null;

  const read = (): void => {
    const { bytes, start, stop } = tokens;
    let arrow = start;
    while (arrow + 1 < stop && (bytes[arrow] !== DASH || bytes[arrow + 1] !== GREATER)) arrow++;
    const sound = arrow + 1 < stop && readAddress(bytes, start, arrow, draft.groupNames, source) && readAddress(bytes, arrow + 2, stop, draft.groupNames, destination);
    if (!sound || (source.neuron < 0) !== (destination.neuron < 0)) {
      findings.report('S941', { what: `edge '${printable(textOf(tokens))}'`, wanted: 'group.neuron -> group.neuron, or group -> group' }, { span: tokens.span() });
      return skipNode(tokens, tokens.next());
    }
    if (source.neuron < 0) {
      const hyperedge = { source: source.group, destination: destination.group, text: printable(textOf(tokens)), span: tokens.span() };
      draft.hyperedges.push(readHyperedge(tokens, hyperedge, findings));
      return;
    }
    const bundle = bundleOf();
    noteMost(bundle);
    attributes.read(tokens.next());
    push(bundle.sources, source.neuron);
    push(bundle.destinations, destination.neuron);
    push(bundle.weights, attributes.weight);
    if (attributes.delay !== 0) {
      while (bundle.delays.length < bundle.weights.length - 1) push(bundle.delays, 0);
      push(bundle.delays, attributes.delay);
    }
    if (attributes.missing) draft.edgesWithoutWeight++;
  };

  const bundleOf = (): Bundle => {
    const key = source.group * 2 ** 26 + destination.group;
    if (last && key === lastKey) return last;
    let bundle = bundles.get(key);
    if (!bundle) bundles.set(key, bundle = newBundle());
    lastKey = key;
    known = [sizes.get(source.group) ?? 0, sizes.get(destination.group) ?? 0];
    return last = bundle;
  };

  const newBundle = (): Bundle => {
    const span = tokens.span();
    const bundle: Bundle = {
      source: source.group, destination: destination.group, span, sources: growingInts(), destinations: growingInts(), weights: growingFloats(), delays: growingInts(),
      most: { source: -1, sourceSpan: span, destination: -1, destinationSpan: span },
    };
    draft.bundles.push(bundle);
    return bundle;
  };

  /** Groups stand before the edges as a rule; then only what is wrong is noted. */
  const noteMost = ({ most }: Bundle): void => {
    if (source.neuron >= known[0] && source.neuron > most.source) {
      most.source = source.neuron;
      most.sourceSpan = tokens.span();
    }
    if (destination.neuron >= known[1] && destination.neuron > most.destination) {
      most.destination = destination.neuron;
      most.destinationSpan = tokens.span();
    }
  };

  return { read };
}

/** `group.7` or `group`, with spaces around. @returns false when it is neither */
function readAddress(bytes: Uint8Array, start: number, stop: number, names: Names, address: Address): boolean {
  while (start < stop && bytes[start] === SPACE) start++;
  while (start < stop && bytes[stop - 1] === SPACE) stop--;
  let dot = start;
  while (dot < stop && bytes[dot] !== DOT) dot++;
  if (dot === start) return false;
  address.group = names.idOf(bytes, start, dot);
  if (dot === stop) {
    address.neuron = -1;
    return true;
  }
  const neuron = indexIn(bytes, dot + 1, stop);
  address.neuron = Math.min(neuron, LARGEST_INT);
  return neuron >= 0;
}

const LARGEST_INT = 2 ** 31 - 1;

interface EdgeAttributes {
  /** Reads the attributes of an edge from `token` on. */
  readonly read: (token: Token) => void;
  readonly weight: number;
  readonly delay: number;
  /** Whether no weight was stated. */
  readonly missing: boolean;
}

/** Most delay in timesteps that an edge may state. */
export const LONGEST_DELAY = 65535;

const KEYS = ['weight', 'w', 'delay', 'd', 'synapse', 'dendrite', 'tap'];
const WEIGHT = 1, DELAY = 3, SECTION = 5, TAP = 6;

function edgeAttributes(tokens: Tokens, findings: Findings): EdgeAttributes {
  const names = collectNames(KEYS);
  const reported = new Set<number>();
  const state = { weight: 0, delay: 0, missing: true, read: (token: Token): void => {
    state.weight = state.delay = 0;
    state.missing = true;
    readList(token);
  } };

  const readList = (token: Token): void => {
    if (token === TOKEN.mapStart) while (tokens.next() === TOKEN.scalar) readOne(nameIn(names, tokens));
    else if (token === TOKEN.seqStart) for (let item = tokens.next(); item !== TOKEN.seqEnd; item = tokens.next()) readList(item);
    else if (tokens.start !== tokens.stop) findings.report('S941', { what: 'attributes of an edge', wanted: 'a mapping such as {weight: 1}' }, { span: tokens.span() });
  };

  const readOne = (key: number): void => {
    if (key > WEIGHT && key > DELAY) return readOther(key);
    const token = tokens.next();
    const value = token === TOKEN.scalar ? Math.fround(numberOf(tokens)) : NaN;
    const sound = key <= WEIGHT ? Number.isFinite(value) : Number.isInteger(value) && value >= 0 && value <= LONGEST_DELAY;
    if (!sound) {
      const allowed = key <= WEIGHT ? 'a finite number' : `a whole number from 0 to ${LONGEST_DELAY}`;
      findings.report('S942', { what: `${key <= WEIGHT ? 'the weight' : 'the delay'} of an edge`, value: token === TOKEN.scalar ? printable(textOf(tokens)) : 'a list', allowed }, { span: tokens.span() });
      return skipNode(tokens, token);
    }
    if (key > WEIGHT) state.delay = value;
    else {
      state.weight = value;
      state.missing = false;
    }
  };

  const readOther = (key: number): void => {
    if (key <= SECTION) return readList(tokens.next());
    if (!reported.has(key)) {
      reported.add(key);
      const span = tokens.span();
      const token = tokens.next();
      if (key !== TAP) findings.report('S948', { attribute: printable(names.list[key]!), place: 'edges' }, { span });
      else if (token === TOKEN.scalar && numberOf(tokens) !== 0) findings.report('S947', { what: 'an edge to a tap of a dendrite', reason: 'a neuron is one compartment' }, { span });
      return skipNode(tokens, token);
    }
    skipNode(tokens, tokens.next());
  };

  return state;
}
