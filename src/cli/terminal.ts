import type { WriteStream } from 'node:tty';
import { type Diagnostic, renderDiagnostic } from '../index.ts';
import { openInterrupt } from './interrupt.ts';

/** Whether to write colours to a stream: a terminal, and NO_COLOR not set (no-color.org). */
export function colourful(stream: NodeJS.WriteStream | WriteStream): boolean {
  return Boolean(stream.isTTY) && !process.env.NO_COLOR;
}

/** Warnings and notes go to stderr while the work goes on. */
export function tell(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) process.stderr.write(`${renderDiagnostic(diagnostic, colourful(process.stderr))}\n`);
}

/** Progress of long work on stderr, silent where stderr is no terminal; and the user's way to end a search. */
export interface Progress {
  readonly start: (text: string) => void;
  readonly update: (fraction: number) => void;
  /** As update, between two steps of a search: whether the user wants what it has found so far. Until the next start or stop a first Ctrl-C says that. */
  readonly searching: (fraction: number) => boolean | Promise<boolean>;
  readonly stop: () => void;
  readonly tell: (diagnostics: readonly Diagnostic[]) => void;
}

type Bar = Omit<Progress, 'searching' | 'tell'>;

/** Time between two drawings of a bar, ms. */
const DRAWING_INTERVAL_ms = 80;

/** Does long work with progress shown, and takes the drawing off the screen however the work ends: a bar left alone would keep the program alive. */
export async function withProgress(work: (progress: Progress) => Promise<void>): Promise<void> {
  const bar = await openBar();
  const interrupt = openInterrupt();
  const start = (text: string): void => {
    interrupt.release();
    bar.start(text);
  };
  const searching = (fraction: number): boolean | Promise<boolean> => {
    bar.update(fraction);
    return interrupt.pressed();
  };
  const stop = (): void => {
    interrupt.release();
    bar.stop();
  };
  try {
    await work({ start, update: bar.update, searching, stop, tell });
  } finally {
    stop();
  }
}

async function openBar(): Promise<Bar> {
  // A pseudo-terminal without a width cannot show a bar (and ora would never end clearing its lines).
  if (!process.stderr.isTTY || !process.stderr.columns) return { start: () => {}, update: () => {}, stop: () => {} };
  const { default: ora } = await import('ora');
  // To hide the cursor ora would listen to Ctrl-C, which then is heard only when there is a pause in the work.
  const spinner = ora({ stream: process.stderr, discardStdin: false, hideCursor: false });
  let label = '';
  let drawn = 0;
  return {
    start: (text) => {
      label = text;
      spinner.start(text);
    },
    update: (fraction) => {
      if (performance.now() - drawn < DRAWING_INTERVAL_ms) return;
      drawn = performance.now();
      spinner.text = `${label} ${bar(fraction)}`;
      spinner.render();
    },
    stop: () => { spinner.stop(); },
  };
}

const BAR_WIDTH = 24;

function bar(fraction: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${(100 * fraction).toFixed(0).padStart(3)} %`;
}
