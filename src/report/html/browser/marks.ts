import { textOf } from './elements.ts';
import { isModified } from './events.ts';
import type { Tip } from './tip.ts';

/**
 * A chart made of marks (`svg[data-marks]`, elements `.mark` with a title and a row): the pointer shows what a mark says; one stop of the Tab key, then arrows go along and between rows,
 * Escape leaves.
 */
export function followMarks(chart: SVGSVGElement, tip: Tip): void {
  let current: SVGElement | null = null;
  const select = (mark: SVGElement | null): void => {
    current?.classList.remove('current');
    current = mark;
    mark?.classList.add('current');
  };
  const leave = (): void => {
    select(null);
    tip.hide();
  };
  const tell = (mark: SVGElement): void => {
    const box = mark.getBoundingClientRect();
    select(mark);
    mark.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    tip.show(textOf(mark), box.left + box.width / 2, box.top + box.height / 2);
  };
  chart.addEventListener('pointermove', (event) => {
    const mark = (event.target as Element).closest<SVGElement>('.mark');
    if (!mark) return leave();
    select(mark);
    tip.show(textOf(mark), event.clientX, event.clientY);
  });
  chart.addEventListener('pointerleave', leave);
  chart.addEventListener('blur', leave);
  chart.addEventListener('keydown', (event) => {
    if (isModified(event)) return;
    if (event.key === 'Escape') return leave();
    const next = markAfter(event.key, current, [...chart.querySelectorAll<SVGElement>('.mark')]);
    if (!next) return;
    event.preventDefault();
    tell(next);
  });
}

/** The mark that a key leads to; undefined for a key that leads nowhere. */
function markAfter(key: string, current: SVGElement | null, marks: readonly SVGElement[]): SVGElement | undefined {
  const at = current ? marks.indexOf(current) : -1;
  switch (key) {
    case 'ArrowRight': return marks[Math.min(marks.length - 1, at + 1)];
    case 'ArrowLeft': return marks[Math.max(0, at - 1)];
    case 'ArrowDown': return current ? inRow(1, current, marks) : marks[0];
    case 'ArrowUp': return current ? inRow(-1, current, marks) : marks[0];
    case 'Home': return marks[0];
    case 'End': return marks[marks.length - 1];
    default: return undefined;
  }
}

/** The mark of the next row in a direction that lies nearest across. */
function inRow(direction: 1 | -1, current: SVGElement, marks: readonly SVGElement[]): SVGElement {
  const others = marks.map(rowOf).filter((row) => (row - rowOf(current)) * direction > 0);
  if (others.length === 0) return current;
  const row = others.reduce((nearest, one) => (direction > 0 ? Math.min(nearest, one) : Math.max(nearest, one)));
  const x = centreOf(current);
  return marks.filter((mark) => rowOf(mark) === row).reduce((best, mark) => (Math.abs(centreOf(mark) - x) < Math.abs(centreOf(best) - x) ? mark : best));
}

function rowOf(mark: SVGElement): number {
  return Number(mark.dataset.row ?? 0);
}

function centreOf(mark: SVGElement): number {
  const box = mark.getBoundingClientRect();
  return box.left + box.width / 2;
}
