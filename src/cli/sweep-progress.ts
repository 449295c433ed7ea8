import type { Progress } from './terminal.ts';

/** Time between two lines where stderr is no terminal. */
const LINE_INTERVAL_ms = 30_000;

/** Shows finished points and the time left: as a bar on a terminal that has a width, else as a line now and then. */
export function sweepProgress(progress: Progress, count: number, before: number): (done: number, note: string) => void {
  const started = performance.now();
  let [shown, said] = [-1, -Infinity];
  return (done, note) => {
    const left = timeLeft(done - before, count - done, performance.now() - started);
    const text = `${done} of ${count} points${left === '' ? '' : `, ${left} left`}${note === '' ? '' : ` (${note})`}`;
    if (process.stderr.isTTY && process.stderr.columns) {
      if (done !== shown || note !== '') progress.start(text);
      progress.update(count === 0 ? 1 : done / count);
    } else if (done !== shown && (done === count || performance.now() - said > LINE_INTERVAL_ms)) {
      process.stderr.write(`${text}\n`);
      said = performance.now();
    }
    shown = done;
  };
}

function timeLeft(done: number, missing: number, elapsed_ms: number): string {
  if (done <= 0 || missing <= 0) return '';
  const seconds = Math.ceil(elapsed_ms / done * missing / 1000);
  if (seconds < 100) return `${seconds} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** How often the user asked to stop. */
export interface Stops {
  readonly stops: () => number;
  readonly onStop: (listener: () => void) => () => void;
  readonly close: () => void;
}

/** Ctrl-C, and the signal of a system that shuts down. A third one ends the program as the system does. */
export function listenForStops(): Stops {
  const listeners = new Set<() => void>();
  let count = 0;
  const hear = (): void => {
    count++;
    if (count === 2) close();
    for (const listener of [...listeners]) listener();
  };
  const close = (): void => {
    process.off('SIGINT', hear);
    process.off('SIGTERM', hear);
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return { stops: () => count, close, onStop: (listener) => { listeners.add(listener); return () => listeners.delete(listener); } };
}
