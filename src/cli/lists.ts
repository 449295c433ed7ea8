import { builtInDevices, builtInTargets, type Code, fail, MAPPERS, type Message, messages, type MitigationNumber, MITIGATIONS, PASSES } from '../index.ts';

interface Flags {
  readonly json?: boolean;
}

export function listTargets({ json }: Flags): void {
  const targets = builtInTargets().map(({ name, summary }) => ({ name, summary }));
  const lines = (list: ReturnType<typeof builtInDevices>, width: number): readonly string[] => list.map(({ name, summary }) => `${name.padEnd(width)} ${summary}`);
  print(json, targets, [...lines(targets, 14), '', 'with another memory device, as TARGET@DEVICE:', ...lines(builtInDevices(), 20)]);
}

export function listPasses({ json }: Flags): void {
  const passes = PASSES.map(({ stage, pass }) => ({ name: pass.name, stage, summary: pass.summary, options: pass.options }));
  print(json, passes, passes.flatMap(({ name, stage, summary, options }, i) => [
    `${i + 1}-${name} -> ${stage}`, `    afterwards: ${summary}`, ...options.map((option) => `    ${option.name} (${option.default}): ${option.help}`),
  ]));
}

export function listMappers({ json }: Flags): void {
  print(json, MAPPERS.map(({ name, summary }) => ({ name, summary })), MAPPERS.map(({ name, summary }) => `${name.padEnd(14)} ${summary}`));
}

/** What may be done about non-idealities, in the order in which it acts. */
export function listMitigations({ json }: Flags): void {
  const range = ({ meaning, default: value, least, most }: MitigationNumber): string => `    =n: ${meaning}, ${least} to ${most}${value === null ? '' : ` (${value})`}`;
  print(json, MITIGATIONS.map(({ name, summary, number }) => ({ name, summary, number })), MITIGATIONS.flatMap(({ name, summary, number }) => [`${name.padEnd(17)} ${summary}`, ...(number ? [range(number)] : [])]));
}

/** The long explanation of a diagnostic. */
export function explain(code: string, { json }: Flags): void {
  const known = code.toUpperCase() as Code;
  if (!Object.hasOwn(messages, known)) return fail('S808', { code, known: Object.keys(messages).join(' ') });
  const { severity, explanation } = messages[known] as Message<never>;
  print(json, { code: known, severity, explanation }, [`${severity} ${known}`, '', explanation]);
}

function print(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${lines.join('\n')}\n`);
}
