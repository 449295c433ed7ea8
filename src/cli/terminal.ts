import type { WriteStream } from 'node:tty';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../diagnostics/render.ts';

/** Whether to write colours to a stream: a terminal, and NO_COLOR not set (no-color.org). */
export function colourful(stream: NodeJS.WriteStream | WriteStream): boolean {
  return Boolean(stream.isTTY) && !process.env.NO_COLOR;
}

/** Warnings and notes go to stderr while the work goes on. */
export function tell(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) process.stderr.write(`${renderDiagnostic(diagnostic, colourful(process.stderr))}\n`);
}

/** Progress of long work on stderr, silent where stderr is no terminal. */
export interface Progress {
  readonly start: (text: string) => void;
  readonly update: (fraction: number) => void;
  readonly stop: () => void;
}

/** Time between two drawings of a bar, ms. */
const DRAWING_INTERVAL_ms = 80;

/** Does long work with progress shown, and takes the drawing off the screen however the work ends: a bar left alone would keep the program alive. */
export async function withProgress(work: (progress: Progress) => Promise<void>): Promise<void> {
  const progress = await openProgress();
  try {
    await work(progress);
  } finally {
    progress.stop();
  }
}

async function openProgress(): Promise<Progress> {
  // A pseudo-terminal without a width cannot show a bar (and ora would never end clearing its lines).
  if (!process.stderr.isTTY || !process.stderr.columns) return { start: () => {}, update: () => {}, stop: () => {} };
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: process.stderr, discardStdin: false });
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
