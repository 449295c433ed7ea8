import { message } from '../message.ts';

const meant = (nearest: string | null, otherwise: string): string => nearest === null ? otherwise : `did you mean '${nearest}'?`;
const list = (words: readonly string[]): string => words.join(', ');

/** S6xx: targets, memory devices and non-ideality presets. */
export const targetMessages = {
  S601: message<{ kind: 'target' | 'device' | 'non-idealities' | 'neuron-circuit' | 'component library'; name: string; nearest: string | null; known: readonly string[] }>('error',
    ({ kind, name }) => `there is no built-in ${kind.replace('neuron-circuit', 'neuron circuit')} '${name}' and no file of that name`,
    ({ nearest, known }) => meant(nearest, `use one of ${list(known)}, or the path of a JSON file`),
    'Targets, memory devices, sets of non-idealities, neuron circuits and component libraries are named either by the name of a built-in one or by the path of a JSON file of your own. The path of a device or a component library is relative to the target file that names it.'),
  S602: message<{ reason: string }>('error',
    ({ reason }) => `is not JSON: ${reason}`,
    () => 'correct the text at this place',
    'Targets, devices, non-idealities, neuron circuits and component libraries are JSON files (RFC 8259): keys in double quotes, no comma after the last item, no comments, no key twice.'),
  S603: message<{ key: string; nearest: string | null; known: readonly string[] }>('error',
    ({ key }) => `unknown key '${key}'`,
    ({ nearest, known }) => meant(nearest, known.length === 0 ? 'remove it' : `the keys here are ${list(known)}`),
    'No key is ignored, so that a misspelt limit or price cannot go unnoticed. The keys are described in dist/target.schema.json, dist/neuron-circuit.schema.json, dist/components.schema.json and targets/README.md.'),
  S604: message<{ expected: string; found: string }>('error',
    ({ expected, found }) => `must be ${expected}, found ${found}`,
    ({ expected }) => `write ${expected}`,
    'The value of this key has the wrong type or is outside the range in which it has a meaning.'),
  S605: message<{ key: string; expected: string }>('error',
    ({ key }) => `the key '${key}' is missing`,
    ({ key, expected }) => `add "${key}": ${expected}`,
    'A target says everything: a limit that the chip does not set is null, a list of nothing is [], a price that is not known stands in "unpriced" with the reason.'),
  S606: message<{ rule: string; reason: string; remedy: string }>('error',
    ({ rule, reason }) => `breaks the design rule ${rule}: ${reason}`,
    ({ remedy }) => remedy,
    'Design rules check what a schema cannot: that the parts of a target agree with each other and that every number has a place where it came from. They are listed in targets/rules.ts.'),
  S607: message<{ rule: string; reason: string; remedy: string }>('warning',
    ({ rule, reason }) => `design rule ${rule}: ${reason}`,
    ({ remedy }) => remedy,
    'The target can be used as it is, but something in it has no effect or no explanation. Design rules are listed in targets/rules.ts.'),
  S608: message<{ target: string; name: string }>('error',
    ({ target, name }) => `target ${target} has no crossbars, so the non-idealities '${name}' say nothing about it`,
    () => "use 'ideal', or a target with crossbars",
    "Non-idealities are those of memory devices and crossbar circuits; the preset 'device' is what the target's own device does by default. A target with digital synapse memory has neither."),
  S609: message<{ target: string; reason: string }>('error',
    ({ target, reason }) => `${target} cannot be multiplied to several chips: ${reason}`,
    () => 'use fewer chips (--chips), or describe the whole mesh in a target file',
    '--chips 2x4 joins the meshes of 2 x 4 equal chips to one mesh. A target file can describe several chips itself (mesh.chips), and then says what a hop between them costs.'),
} as const;
