import { printable } from '../../../diagnostics/printable.ts';
import type { Draft } from './draft.ts';
import type { Findings } from './findings.ts';
import { push } from './growing.ts';
import { collectNames, nameIn } from './interner.ts';
import { numberOf, skipNode, textOf, TOKEN, type Token, type Tokens } from '../yaml/tokens.ts';

type Form = 'number' | 'count' | 'flag' | 'mode' | 'unit' | 'train' | 'one number';

/** The attributes of neurons that mean something here, and what their values look like. */
const FORMS = {
  threshold: 'number', reset: 'number', reset_mode: 'mode', leak_decay: 'number', input_decay: 'number', bias: 'number', potential: 'number',
  refractory_delay: 'count', reverse_threshold: 'number', reverse_reset: 'number', reverse_reset_mode: 'mode',
  leak: 'number', leak_towards_zero: 'flag', random_mask: 'count', spikes: 'train', rate: 'number', poisson: 'number', taps: 'count', time_constants: 'one number',
  soma_hw_name: 'unit', synapse_hw_name: 'unit', dendrite_hw_name: 'unit',
} as const satisfies Readonly<Record<string, Form>>;

export type AttributeName = keyof typeof FORMS;

/** What is only recorded, or forces updates that change nothing but the energy, or the simulator itself ignores. */
const WITHOUT_EFFECT = [
  'log_spikes', 'log_potential', 'log_v', 'log_u', 'force_update', 'force_update_every_timestep', 'force_soma_update', 'force_dendrite_update', 'force_synapse_update',
  'connections_out', 'space_constants',
];

const SECTIONS = ['soma', 'dendrite', 'synapse'];

const KNOWN = Object.keys(FORMS);
const ALIASES: Readonly<Record<string, AttributeName>> = { default_synapse_hw_name: 'synapse_hw_name' };
const MODES = ['none', 'soft', 'hard', 'saturate'] as const;
export type Mode = (typeof MODES)[number];

/** Number of an attribute in `Attributes`. */
export function attributeId(name: AttributeName): number {
  return KNOWN.indexOf(name);
}

/** The reset mode that a column holds as a number. */
export function modeOf(value: number): Mode {
  return MODES[value]!;
}

export interface AttributeReader {
  /** Reads attributes from `token` on: a mapping, or a list of mappings; sections of hardware units too. */
  readonly read: (token: Token, set: (id: number, value: number) => void) => void;
}

export function attributeReader(tokens: Tokens, draft: Draft, findings: Findings): AttributeReader {
  const names = collectNames([...KNOWN, ...WITHOUT_EFFECT, ...SECTIONS, ...Object.keys(ALIASES)]);
  const forms = Object.values(FORMS) as Form[];
  const sections = new Set(SECTIONS.map(names.idOfText));
  const silent = new Set(WITHOUT_EFFECT.map(names.idOfText));
  const aliases = new Map(Object.entries(ALIASES).map(([alias, name]) => [names.idOfText(alias), attributeId(name)]));
  /** The list of attributes in which an attribute was seen last. */
  const seen = new Map<number, number>();
  let lists = 0;

  const read: AttributeReader['read'] = (token, set) => readList(token, set, ++lists);

  const readList = (token: Token, set: (id: number, value: number) => void, list: number): void => {
    if (token === TOKEN.scalar && tokens.start === tokens.stop) return;
    if (token === TOKEN.seqStart) {
      for (let item = tokens.next(); item !== TOKEN.seqEnd; item = tokens.next()) readList(item, set, list);
      return;
    }
    if (token !== TOKEN.mapStart) return findings.report('S941', { what: 'attributes', wanted: 'a mapping such as {threshold: 1}, or a list of mappings' }, { span: tokens.span() });
    while (tokens.next() === TOKEN.scalar) readOne(nameIn(names, tokens), set, list);
  };

  const readOne = (key: number, set: (id: number, value: number) => void, list: number): void => {
    if (sections.has(key)) return readList(tokens.next(), set, ++lists);
    const id = aliases.get(key) ?? key;
    if (id >= KNOWN.length) {
      if (!silent.has(id)) reportUnknown(id);
      return skipNode(tokens, tokens.next());
    }
    if (seen.get(id) === list) findings.report('S943', { what: `attribute '${KNOWN[id]}'` }, { span: tokens.span() });
    seen.set(id, list);
    const value = readValue(forms[id]!, id);
    if (!Number.isNaN(value)) set(id, value);
  };

  const reportUnknown = (id: number): void => {
    silent.add(id);
    draft.foreign = true;
    findings.report('S948', { attribute: printable(names.list[id]!), place: 'neurons' }, { span: tokens.span() });
  };

  /** NaN where it is wrong; that is reported then. */
  const readValue = (form: Form, id: number): number => {
    const token = tokens.next();
    if (form === 'train') return readTrain(token, tokens, draft, findings);
    if (form === 'one number') return readOnly(token, tokens, findings);
    if (token !== TOKEN.scalar) {
      findings.report('S941', { what: `attribute '${KNOWN[id]}'`, wanted: 'one value' }, { span: tokens.span() });
      skipNode(tokens, token);
      return NaN;
    }
    const value = valueOf(form, tokens, draft);
    if (Number.isNaN(value)) findings.report('S942', { what: `attribute '${KNOWN[id]}'`, value: printable(textOf(tokens)), allowed: ALLOWED[form] }, { span: tokens.span() });
    return value;
  };

  return { read };
}

const ALLOWED: Readonly<Record<Form, string>> = {
  number: 'a finite number', count: 'a whole number from 0', flag: 'true or false', mode: MODES.join(', '), unit: 'a name', train: 'a list of 0 and 1', 'one number': 'a list of one number',
};

function valueOf(form: Form, tokens: Tokens, draft: Draft): number {
  switch (form) {
    case 'count': {
      const value = numberOf(tokens);
      return Number.isInteger(value) && value >= 0 ? value : NaN;
    }
    case 'flag': return flagOf(textOf(tokens));
    case 'mode': {
      const mode = MODES.indexOf(textOf(tokens) as Mode);
      return mode < 0 ? NaN : mode;
    }
    case 'unit': return tokens.start === tokens.stop ? NaN : nameIn(draft.units, tokens);
    default: return numberOf(tokens);
  }
}

function flagOf(text: string): number {
  if (/^(?:true|True|TRUE|1)$/.test(text)) return 1;
  return /^(?:false|False|FALSE|0)$/.test(text) ? 0 : NaN;
}

/** `spikes: [1, 0, 1]`: whether there is a spike in each timestep. @returns number of the train */
function readTrain(token: Token, tokens: Tokens, draft: Draft, findings: Findings): number {
  const { trains } = draft;
  if (token !== TOKEN.seqStart) {
    findings.report('S941', { what: "attribute 'spikes'", wanted: 'a list of 0 and 1, one for each timestep' }, { span: tokens.span() });
    skipNode(tokens, token);
    return NaN;
  }
  let step = 0;
  for (let item = tokens.next(); item !== TOKEN.seqEnd; item = tokens.next(), step++) {
    const value = item === TOKEN.scalar ? numberOf(tokens) : NaN;
    const flag = Number.isNaN(value) && item === TOKEN.scalar ? flagOf(textOf(tokens)) : value;
    if (Number.isNaN(flag)) findings.report('S942', { what: "an entry of 'spikes'", value: item === TOKEN.scalar ? printable(textOf(tokens)) : 'a list', allowed: '0 or 1' }, { span: tokens.span() });
    if (item !== TOKEN.scalar) skipNode(tokens, item);
    if (flag !== 0) push(trains.steps, step);
  }
  push(trains.offsets, trains.steps.length);
  trains.longest = Math.max(trains.longest, step);
  return trains.offsets.length - 2;
}

/** A list of one number. The dendrite model `taps` has one for each compartment, and only one compartment can be said here. */
function readOnly(token: Token, tokens: Tokens, findings: Findings): number {
  const span = tokens.span();
  if (token === TOKEN.seqStart && tokens.next() === TOKEN.scalar) {
    const value = numberOf(tokens);
    const end = tokens.next();
    if (end === TOKEN.seqEnd && !Number.isNaN(value)) return value;
    if (end !== TOKEN.seqEnd) for (let item: Token = end; item !== TOKEN.seqEnd; item = tokens.next()) skipNode(tokens, item);
    if (end !== TOKEN.seqEnd) findings.report('S947', { what: "'time_constants' of several taps", reason: 'a neuron is one compartment' }, { span });
    else findings.report('S942', { what: "attribute 'time_constants'", value: '', allowed: ALLOWED['one number'] }, { span });
    return NaN;
  }
  findings.report('S941', { what: "attribute 'time_constants'", wanted: 'a list of numbers' }, { span });
  if (token !== TOKEN.seqStart) skipNode(tokens, token);
  return NaN;
}
