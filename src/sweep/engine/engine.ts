import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

/** What happens while points run. */
export interface Watch {
  /** Points without a record, of those that the engine was given. */
  readonly onRemaining: (remaining: number, note: string) => void;
  readonly tell: (diagnostics: readonly Diagnostic[]) => void;
  /** How often the user asked to stop: once, let what runs finish; twice, end it. */
  readonly stops: () => number;
  /** Settles at every request to stop. */
  readonly onStop: (listener: () => void) => () => void;
}

/** What is left when an engine returns. */
export interface EngineOutcome {
  /** Points that ended their process every time. */
  readonly lost: readonly number[];
  /** What stopped everything: a disk that is full, inputs that changed. */
  readonly stopped: readonly Diagnostic[];
  readonly interrupted: boolean;
  /** Slurm jobs that go on. */
  readonly jobs: readonly string[];
}

/** Runs points; each of them has a record afterwards, or is named in the outcome. */
export interface Engine {
  readonly run: (points: readonly number[], watch: Watch) => Promise<EngineOutcome>;
}

/** Times that a point may end its process. */
export const ATTEMPTS = 2;
