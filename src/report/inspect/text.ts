import { printable } from '../../diagnostics/printable.ts';
import { plural } from '../quantity.ts';
import type { Change, Compared, Comparison, Side } from './compare.ts';

/** Two stages side by side for the terminal: what is the same is counted, what changed is said. */
export function renderComparison({ left, right, totals, populations, projections, same }: Comparison): string {
  const lines = [
    `< ${titleOf(left)}`, `> ${titleOf(right)}`, '',
    ...(same ? ['the same in all that both know'] : []),
    ...totals.map(changeLine),
    ...listOf('population', populations), ...listOf('projection', projections),
  ];
  return `${lines.join('\n')}\n`;
}

export function titleOf({ file, name, stage, target }: Side): string {
  return `${printable(file)}: ${printable(name)}, ${stage}${target === null ? '' : ` for ${printable(target)}`}`;
}

function listOf(what: string, compared: readonly Compared[]): readonly string[] {
  const unchanged = compared.filter(({ status }) => status === 'same').length;
  return [
    ...compared.filter(({ status }) => status !== 'same').flatMap(({ name, status, changes }) => [`${what} ${printable(name)}: ${status}`, ...changes.map((change) => `  ${changeLine(change)}`)]),
    ...(unchanged > 0 ? [`${plural(unchanged, what)} the same`] : []),
  ];
}

function changeLine({ what, left, right }: Change): string {
  return `${what}: ${left === '' ? 'nothing' : left} -> ${right === '' ? 'nothing' : right}`;
}
