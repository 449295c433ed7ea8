/** Ways to stress a piece of text; all of them return it unchanged when colour is off. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bar: (text: string) => string;
}

export function paint(colour: boolean): Paint {
  const style = (code: string) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: style('1'), dim: style('2'), good: style('1;36'), warn: style('1;33'), bar: style('34') };
}

/** Text of unknown origin made safe to print: control characters, which could steer the terminal, become `?`. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
}

/** Fills up to `width` visible characters, on the left when it is negative; longer text is cut with an ellipsis. */
export function pad(text: string, width: number): string {
  const size = Math.abs(width);
  const visible = visibleLength(text);
  if (visible > size - 1 && width > 0) return `${cut(text, size - 2)} `.padEnd(size);
  const space = ' '.repeat(Math.max(0, size - visible));
  return width < 0 ? space + text : text + space;
}

/** A bar of block characters, an eighth of a character fine. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return '█'.repeat(eighths >> 3) + (['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths & 7] as string);
}

/** Breaks at spaces so that no line passes `width`, unless a word alone does. */
export function wrap(text: string, width: number, first: string, indent: string): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

function cut(text: string, size: number): string {
  const characters = [...text];
  return characters.length > size ? `${characters.slice(0, size - 1).join('')}…` : text;
}

function visibleLength(text: string): number {
  // The codes that `paint` adds take no room.
  return [...text.replace(/\u001b\[[0-9;]*m/g, '')].length;
}
