import { draw, setAttributes, textOf } from './elements.ts';
import { isModified, pointIn, within } from './events.ts';
import type { Tip } from './tip.ts';

interface Line {
  readonly element: SVGElement;
  readonly name: string;
  readonly percent: boolean;
  /** By timestep; null is a gap. */
  readonly values: readonly (number | null)[];
}

/** A chart of lines over time (`svg[data-lines]`, groups `.series` with their values): the pointer shows the value of the nearest line; arrow keys go through time and from line to line. */
export function followLines(chart: SVGSVGElement, tip: Tip): void {
  const scale = scaleOf(chart);
  let read: readonly Line[] | null = null;
  // Not before it is asked for: reading takes the titles away.
  const lines = (): readonly Line[] => (read ??= [...chart.querySelectorAll<SVGElement>('.series')].map(readLine));
  const dot = draw('circle', { r: 4, class: 'cursor' });
  let at = { t: 0, line: 0 };
  const clear = (): void => {
    dot.remove();
    tip.hide();
    for (const { element } of read ?? []) element.classList.remove('near');
  };
  const show = (t: number, line: number, pointer?: MouseEvent): void => {
    const one = lines()[line];
    const value = one?.values[t];
    if (one === undefined || value === undefined || value === null) return;
    at = { t, line };
    setAttributes(dot, { cx: scale.x(t), cy: scale.y(value) });
    chart.append(dot);
    for (const other of lines()) other.element.classList.toggle('near', other === one);
    const box = dot.getBoundingClientRect();
    const shown = one.percent ? `${Number((100 * value).toPrecision(4))} %` : String(value);
    tip.show(`${one.name}\ntimestep ${t}: ${shown}`, pointer?.clientX ?? box.left, pointer?.clientY ?? box.bottom);
  };
  chart.addEventListener('pointermove', (event) => {
    const point = pointIn(chart, event);
    const t = scale.timestepAt(point.x);
    const line = t === null ? null : nearestLine(lines(), t, scale.valueAt(point.y));
    if (t === null || line === null) clear(); else show(t, line, event);
  });
  chart.addEventListener('pointerleave', clear);
  chart.addEventListener('blur', clear);
  chart.addEventListener('keydown', (event) => {
    if (isModified(event)) return;
    if (event.key === 'Escape') return clear();
    const next = placeAfter(event.key, dot.isConnected ? at : null, { lines: lines().length, steps: scale.steps });
    if (!next) return;
    event.preventDefault();
    show(next.t, next.line);
  });
}

function readLine(element: SVGElement): Line {
  const { values = '', percent } = element.dataset;
  return { element, name: textOf(element), percent: percent !== undefined, values: values.split(' ').map((one) => (one === '' ? null : Number(one))) };
}

interface Scale {
  readonly steps: number;
  readonly x: (t: number) => number;
  readonly y: (value: number) => number;
  /** The timestep at an abscissa; null beside the chart. */
  readonly timestepAt: (x: number) => number | null;
  readonly valueAt: (y: number) => number;
}

/** The axes of a chart, which its `data-` attributes give. */
function scaleOf({ dataset }: SVGSVGElement): Scale {
  const [left, width, top, height, steps, bottom, most] = ['left', 'width', 'top', 'height', 'steps', 'bottom', 'most'].map((name) => Number(dataset[name])) as [number, number, number, number, number, number, number];
  const centred = dataset.centred !== undefined;
  const share = (t: number): number => (centred ? (t + 0.5) / steps : steps === 1 ? 0.5 : t / (steps - 1));
  return {
    steps,
    x: (t) => left + share(t) * width,
    y: (value) => top + height * (1 - (value - bottom) / (most - bottom)),
    timestepAt: (x) => {
      if (x < left - 8 || x > left + width + 8) return null;
      const part = (x - left) / width;
      return within(centred ? Math.floor(part * steps) : Math.round(part * (steps - 1)), 0, steps - 1);
    },
    valueAt: (y) => bottom + (1 - (y - top) / height) * (most - bottom),
  };
}

/** Number of the line whose value in a timestep is nearest; null where none has one. */
function nearestLine(lines: readonly Line[], t: number, value: number): number | null {
  let best: number | null = null;
  let distance = Infinity;
  lines.forEach(({ values }, line) => {
    const own = values[t];
    if (own === null || own === undefined || Math.abs(own - value) >= distance) return;
    [best, distance] = [line, Math.abs(own - value)];
  });
  return best;
}

interface Place {
  readonly t: number;
  readonly line: number;
}

/** Where a key leads from a place; the first key of all to the beginning. Undefined for a key that leads nowhere. */
function placeAfter(key: string, from: Place | null, { lines, steps }: { readonly lines: number; readonly steps: number }): Place | undefined {
  const { t, line } = from ?? { t: 0, line: 0 };
  switch (key) {
    case 'ArrowRight': return { t: from ? Math.min(steps - 1, t + 1) : t, line };
    case 'ArrowLeft': return { t: Math.max(0, t - 1), line };
    case 'ArrowDown': return { t, line: Math.min(lines - 1, line + 1) };
    case 'ArrowUp': return { t, line: Math.max(0, line - 1) };
    case 'Home': return { t: 0, line };
    case 'End': return { t: steps - 1, line };
    default: return undefined;
  }
}
