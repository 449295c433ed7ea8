import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type * as z from 'zod';
import { diagnose, fail, stopOnErrors, type Diagnostic, type Where } from '../src/diagnostics/diagnostic.ts';
import { IDEAL, isIdeal, type NonIdealities } from '../src/ir/non-idealities.ts';
import type { NeuronCircuit } from '../src/ir/neuron-circuit.ts';
import type { Device, Target } from '../src/ir/target.ts';
import { BUILT_IN, type Kind } from './built-in.ts';
import { checkFile, checkOption, type CheckedFile } from './check-file.ts';
import { breachesOfEffects } from './check-effects.ts';
import { loadNeuronCircuit } from './load-circuit.ts';
import { readTarget } from './read-target.ts';
import { readText } from './read-text.ts';
import { breachesOf } from './rules.ts';
import { withChips, type ChipGrid } from './several-chips.ts';
import { applySwitches, parseSwitches, type EffectSwitch } from './effect-switches.ts';
import { deviceFile, nonIdealitiesFile, type NonIdealitiesFile } from './schema.ts';
import { parseTechnology, requestOf } from './technology/request.ts';
import { scaleTarget } from './technology/scale.ts';

/**
 * A built-in target or the user's own JSON file, `NAME@DEVICE` with another memory device, once or as several chips, its prices at the node that `technology`
 * says (`technology/request.ts`), or else its file, or as they are; all pass the same checks.
 * @throws DiagnosticError S101, S601..S606, S609, S720..S728, S990..S992
 */
export function loadTarget(nameOrFile: string, chips: ChipGrid = { across: 1, down: 1 }, technology?: string): { target: Target; diagnostics: readonly Diagnostic[] } {
  const asked = technology === undefined ? null : parseTechnology(technology);
  const { name, other } = splitDevice(nameOrFile);
  const { value, at, file, made } = readTarget(name);
  const { $schema: _schema, papers: _papers, components: _components, technology: ownTechnology, device: own, neuronCircuit, ...rest } = value;
  const device = other !== null ? loadDevice(other, '.', {}) : own === null ? null : loadDevice(own, dirname(file), at(['device']));
  const target: Target = { ...rest, name: other === null ? rest.name : `${rest.name}@${device!.name}`, device, ...(neuronCircuit !== undefined && { neuronCircuit: circuitBeside(file, neuronCircuit) }) };
  const diagnostics = stopOnErrors(breachesOf(target, at));
  const request = asked ?? (ownTechnology ? requestOf(ownTechnology, at) : null);
  const scaled = request ? scaleTarget(target, made, request) : { target, diagnostics: [] };
  stopOnErrors(scaled.diagnostics);
  return { target: withChips(scaled.target, chips), diagnostics: [...diagnostics, ...scaled.diagnostics, ...pricesOfOtherDevice(target, own)] };
}

/** A file is looked for beside that of the target. */
function circuitBeside(targetFile: string, nameOrFile: string): NeuronCircuit {
  const beside = isAbsolute(nameOrFile) ? nameOrFile : join(dirname(targetFile), nameOrFile);
  return loadNeuronCircuit(existsSync(beside) ? beside : nameOrFile);
}

/** What a read of a crossbar costs depends on the devices in it, and the target was priced with its own. */
function pricesOfOtherDevice({ name, device, prices }: Target, own: string | null): readonly Diagnostic[] {
  if (!device || own === null || own === device.name || !prices.some(({ part }) => part === 'crossbar')) return [];
  return [diagnose('S874', { target: name, own })];
}

/** Name and summary of every target that comes with Synaptile. */
export function builtInTargets(): readonly { readonly name: string; readonly summary: string }[] {
  return Object.values(BUILT_IN.target).map(({ name, summary }) => ({ name, summary }));
}

/** Name and summary of every memory device that comes with Synaptile. */
export function builtInDevices(): readonly { readonly name: string; readonly summary: string }[] {
  return Object.values(BUILT_IN.device).map(({ name, summary }) => ({ name, summary }));
}

/** Names that `loadNonIdealities` knows besides files. */
export function builtInNonIdealities(): readonly string[] {
  return [...Object.keys(BUILT_IN['non-idealities']), 'device'];
}

/**
 * A built-in set of non-idealities, `device` for what the target's memory device does by default, or a JSON file; behind it single effects may be
 * switched (`effect-switches.ts`).
 * @throws DiagnosticError S101, S601..S605, S608, S870..S873
 */
export function loadNonIdealities(nameOrFile: string, target: Target): NonIdealities {
  const { base, switches } = existsSync(nameOrFile) ? { base: nameOrFile, switches: [] } : parseSwitches(nameOrFile);
  const named = base === null ? { effects: IDEAL, at: nowhere } : base === 'device' ? ofDevice(target) : readNonIdealities(base);
  const { effects, at } = named && switches.length > 0 ? switched(named.effects, switches) : named ?? { effects: null, at: nowhere };
  if (!effects || (target.core.crossbars === null && !isIdeal(effects))) return fail('S608', { target: target.name, name: nameOrFile });
  if (target.device) stopOnErrors(breachesOfEffects(effects, target.device, at));
  return effects;
}

/** Name of the chip in NAME@DEVICE: what a configuration is made for, whatever its memory devices are. */
export function withoutDevice(name: string): string {
  const at = name.lastIndexOf('@');
  return at <= 0 ? name : name.slice(0, at);
}

function splitDevice(nameOrFile: string): { name: string; other: string | null } {
  const at = nameOrFile.lastIndexOf('@');
  if (at <= 0 || existsSync(nameOrFile)) return { name: nameOrFile, other: null };
  return { name: nameOrFile.slice(0, at), other: nameOrFile.slice(at + 1) };
}

interface LocatedEffects {
  readonly effects: NonIdealities;
  readonly at: (path: readonly PropertyKey[]) => Where;
}

function nowhere(): Where {
  return {};
}

function ofDevice({ device }: Target): LocatedEffects | null {
  return device && { effects: device.nonIdealities, at: nowhere };
}

function readNonIdealities(nameOrFile: string): LocatedEffects {
  return withoutNotes(loadFile('non-idealities', nameOrFile, nonIdealitiesFile, '.', {}));
}

function switched(effects: NonIdealities, switches: readonly EffectSwitch[]): LocatedEffects {
  return withoutNotes(checkOption(nonIdealitiesFile, applySwitches({ ...effects }, switches), '--non-idealities'));
}

function withoutNotes({ value, at }: CheckedFile<NonIdealitiesFile>): LocatedEffects {
  const { $schema: _schema, papers: _papers, summary: _summary, ...effects } = value;
  return { effects: { ...IDEAL, ...effects }, at };
}

function loadDevice(nameOrFile: string, folder: string, namedAt: Where): Device {
  const { value } = loadFile('device', nameOrFile, deviceFile, folder, namedAt);
  const { $schema: _schema, papers: _papers, ...device } = value;
  return { ...device, nonIdealities: { ...IDEAL, ...device.nonIdealities } };
}

function loadFile<T>(kind: Kind, nameOrFile: string, schema: z.ZodType<T>, folder: string, namedAt: Where): CheckedFile<T> & { file: string } {
  const { text, file } = readText(kind, nameOrFile, folder, namedAt, kind === 'non-idealities' ? builtInNonIdealities() : undefined);
  return { ...checkFile(schema, text, file), file };
}
