import { shortest } from '../../synet/decimals.ts';

/** Collects the text of a file in pieces of bytes, so that it may be larger than a string. */
export interface YamlText {
  /** Adds a line. */
  readonly line: (text: string) => void;
  /** Adds `key: [..]` with one entry for each index below `count`, on lines of moderate length, indented by `indent`. */
  readonly list: (indent: string, key: string, count: number, entry: (index: number) => string) => void;
  readonly bytes: () => Uint8Array;
}

const PIECE_LENGTH = 1 << 18;
const WIDTH = 120;

export function yamlText(): YamlText {
  const pieces: Uint8Array[] = [];
  const encoder = new TextEncoder();
  let piece = '';
  const line = (text: string): void => {
    piece += `${text}\n`;
    if (piece.length >= PIECE_LENGTH) flush();
  };
  const flush = (): void => {
    pieces.push(encoder.encode(piece));
    piece = '';
  };
  const list: YamlText['list'] = (indent, key, count, entry) => {
    let row = `${indent}${key}: [`;
    for (let index = 0; index < count; index++) {
      const text = `${entry(index)}${index + 1 < count ? ',' : ''}`;
      if (row.length + text.length > WIDTH) {
        line(row);
        row = `${indent}  ${text}`;
      } else row += index === 0 || row.endsWith(' ') ? text : ` ${text}`;
    }
    line(`${row}]`);
  };
  const bytes = (): Uint8Array => {
    flush();
    const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let offset = 0;
    for (const one of pieces) {
      whole.set(one, offset);
      offset += one.length;
    }
    return whole;
  };
  return { line, list, bytes };
}

/** A number that reads back as the same f32, or the same double where it is none. */
export function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return String(Object.is(Math.fround(value), value) ? shortest(value) : value);
}
