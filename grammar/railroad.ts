import type { Expression } from './rules.ts';

/** A drawn part of a rule. The line enters on the left and leaves on the right, both at height 0; it reaches `up` above and `down` below. */
interface Part {
  readonly width: number;
  readonly up: number;
  readonly down: number;
  /** @param x, y where the line enters */
  readonly draw: (x: number, y: number) => string;
}

const HALF_HEIGHT = 13;
const GAP = 12;
const ROW_GAP = 9;
const RADIUS = 9;
const LETTER = 8.1;
const PADDING = 11;

/** A syntax diagram: follow the line from left to right. Plain SVG; names of rules are links to `#name`. */
export function railroad(name: string, expression: Expression): string {
  const body = part(expression);
  const end = 2 * GAP;
  const width = body.width + 2 * end + 2;
  const height = body.up + body.down + 8;
  const y = body.up + 4;
  const marks = `M1 ${y - 8}v16M${width - 1} ${y - 8}v16`;
  return `<svg role="img" aria-label="syntax of ${name}" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}">`
    + `<path d="${marks}M1 ${y}h${end}M${round(1 + end + body.width)} ${y}h${end}"/>${body.draw(1 + end, y)}</svg>`;
}

function part(expression: Expression): Part {
  switch (expression.kind) {
    case 'word': return box(expression.text, 'word');
    case 'class': return box(expression.name, 'class');
    case 'rule': return box(expression.name, 'rule');
    case 'sequence': return sequence(expression.parts.map(part));
    case 'choice': return choice(expression.parts.map(part));
    case 'option': return option(part(expression.part));
    case 'many': return option(loop(part(expression.part), expression.separator && part(expression.separator)));
  }
}

/** Words as they are written are round, rules are square. */
function box(text: string, kind: 'word' | 'class' | 'rule'): Part {
  const width = text.length * LETTER + 2 * PADDING;
  return {
    width, up: HALF_HEIGHT, down: HALF_HEIGHT,
    draw: (x, y) => {
      const shape = `<rect class="${kind}" x="${round(x)}" y="${round(y - HALF_HEIGHT)}" width="${round(width)}" height="${2 * HALF_HEIGHT}" rx="${kind === 'rule' ? 3 : HALF_HEIGHT}"/>`;
      const label = `<text class="${kind}" x="${round(x + width / 2)}" y="${round(y + 4.5)}">${escape(text)}</text>`;
      return kind === 'rule' ? `<a href="#${text}">${shape}${label}</a>` : shape + label;
    },
  };
}

function sequence(parts: readonly Part[]): Part {
  return {
    width: parts.reduce((sum, { width }) => sum + width, 0) + (parts.length - 1) * GAP,
    up: Math.max(...parts.map(({ up }) => up)),
    down: Math.max(...parts.map(({ down }) => down)),
    draw: (x, y) => {
      let at = x;
      return parts.map((one, index) => {
        const drawn = (index > 0 ? line(`M${round(at - GAP)} ${y}h${GAP}`) : '') + one.draw(at, y);
        at += one.width + GAP;
        return drawn;
      }).join('');
    },
  };
}

/** One below the other, the first on the line. */
function choice(parts: readonly Part[]): Part {
  const inner = Math.max(...parts.map(({ width }) => width));
  const rows = rowsBelow(parts);
  return {
    width: inner + 4 * RADIUS,
    up: parts[0]!.up,
    down: rows[rows.length - 1]! + parts[parts.length - 1]!.down,
    draw: (x, y) => parts.map((one, index) => {
      const [left, right, at] = [x + 2 * RADIUS, x + 2 * RADIUS + one.width, y + rows[index]!];
      const rest = inner - one.width;
      if (index === 0) return line(`M${round(x)} ${y}h${2 * RADIUS}M${round(right)} ${y}h${round(rest + 2 * RADIUS)}`) + one.draw(left, y);
      const fall = rows[index]! - 2 * RADIUS;
      return line(`M${round(x)} ${y}${turn(1, 1)}v${round(fall)}${turnOut(1, 1)}M${round(right)} ${round(at)}h${round(rest)}${turn(1, -1)}v${round(-fall)}${turnOut(1, -1)}`) + one.draw(left, at);
    }).join(''),
  };
}

function rowsBelow(parts: readonly Part[]): number[] {
  const rows = [0];
  for (let index = 1; index < parts.length; index++) {
    rows.push(rows[index - 1]! + Math.max(2 * RADIUS, parts[index - 1]!.down + ROW_GAP + parts[index]!.up));
  }
  return rows;
}

/** A way past it, above. */
function option(inner: Part): Part {
  const rise = Math.max(2 * RADIUS, inner.up + ROW_GAP);
  return {
    width: inner.width + 4 * RADIUS, up: rise + 1, down: inner.down,
    draw: (x, y) => line(`M${round(x)} ${y}h${2 * RADIUS}M${round(x + 2 * RADIUS + inner.width)} ${y}h${2 * RADIUS}`
      + `M${round(x)} ${y}${turn(1, -1)}v${round(2 * RADIUS - rise)}${turnOut(1, -1)}h${round(inner.width)}${turn(1, 1)}v${round(rise - 2 * RADIUS)}${turnOut(1, 1)}`)
      + inner.draw(x + 2 * RADIUS, y),
  };
}

/** A way back below, with the separator on it. */
function loop(inner: Part, separator: Part | null): Part {
  const width = Math.max(inner.width, separator?.width ?? 0);
  const fall = Math.max(2 * RADIUS, inner.down + ROW_GAP + (separator?.up ?? 0));
  return {
    width: width + 2 * RADIUS, up: inner.up, down: fall + (separator?.down ?? 1),
    draw: (x, y) => {
      const [left, right] = [x + RADIUS, x + RADIUS + width];
      const [from, to] = [left + (width - (separator?.width ?? 0)) / 2, left + (width + (separator?.width ?? 0)) / 2];
      const back = `M${round(right)} ${y}a${RADIUS} ${RADIUS} 0 0 1 ${RADIUS} ${RADIUS}v${round(fall - 2 * RADIUS)}a${RADIUS} ${RADIUS} 0 0 1 ${-RADIUS} ${RADIUS}H${round(to)}`
        + `M${round(from)} ${round(y + fall)}H${round(left)}a${RADIUS} ${RADIUS} 0 0 1 ${-RADIUS} ${-RADIUS}v${round(2 * RADIUS - fall)}a${RADIUS} ${RADIUS} 0 0 1 ${RADIUS} ${-RADIUS}`;
      return line(`M${round(x)} ${y}h${RADIUS}M${round(left + inner.width)} ${y}H${round(right + RADIUS)}${back}`) + inner.draw(left, y) + (separator?.draw(from, y + fall) ?? '');
    },
  };
}

/** A quarter from the line towards up (-1) or down (1), and one back to it. */
function turn(right: 1 | -1, down: 1 | -1): string {
  return `a${RADIUS} ${RADIUS} 0 0 ${right * down === 1 ? 1 : 0} ${right * RADIUS} ${down * RADIUS}`;
}

function turnOut(right: 1 | -1, down: 1 | -1): string {
  return `a${RADIUS} ${RADIUS} 0 0 ${right * down === 1 ? 0 : 1} ${right * RADIUS} ${down * RADIUS}`;
}

function line(path: string): string {
  return `<path d="${path}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
