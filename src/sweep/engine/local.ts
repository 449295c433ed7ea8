import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { clearStaleClaims } from '../folder/claims.ts';
import { layout } from '../folder/layout.ts';
import { hasRecord } from '../folder/records.ts';
import { ATTEMPTS, type Engine, type EngineOutcome, type Watch } from './engine.ts';

/** What a process of the pool says to the driver. */
export type PoolMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'finished'; readonly point: number; /** Whether this process ran it. */ readonly ran: boolean }
  | { readonly kind: 'stopped'; readonly diagnostics: readonly Diagnostic[] };

/** What the driver says to a process of the pool. */
export interface PoolOrder {
  readonly point: number;
}

export interface PoolOptions {
  readonly folder: string;
  readonly workers: number;
  /** The script of the command line. */
  readonly entry: string;
  /** Token of the driver's lock. */
  readonly driver: string;
}

/** So many processes that cannot even begin are enough. */
const MOST_STILLBORN = 5;

/** Time until a point that another process works on is looked at again. */
const LOOK_AGAIN_ms = 500;

/** A pool of processes on this machine; each runs what a Slurm task runs, and is given one point after the other. */
export function localEngine(options: PoolOptions): Engine {
  return { run: (points, watch) => new Pool(options, points, watch).run() };
}

interface Worker {
  readonly process: ChildProcess;
  point: number | null;
  ready: boolean;
  /** Told to end. */
  leaving: boolean;
}

class Pool {
  private readonly queue: number[];
  private readonly workers = new Set<Worker>();
  private readonly ends = new Map<number, number>();
  private readonly lost: number[] = [];
  private readonly elsewhere = new Set<number>();
  /** Processes in a row that ended before they could take a point. */
  private stillborn = 0;
  private stopped: readonly Diagnostic[] = [];
  private remaining: number;
  private settle: (() => void) | null = null;

  constructor(private readonly options: PoolOptions, points: readonly number[], private readonly watch: Watch) {
    this.queue = [...points].reverse();
    this.remaining = points.length;
  }

  async run(): Promise<EngineOutcome> {
    const { folder, driver } = this.options;
    clearStaleClaims(folder, driver, null);
    const unlisten = this.watch.onStop(() => this.turn());
    const looking = setInterval(() => this.lookAgain(), LOOK_AGAIN_ms);
    try {
      await new Promise<void>((resolve) => {
        this.settle = resolve;
        this.turn();
      });
    } finally {
      unlisten();
      clearInterval(looking);
    }
    clearStaleClaims(folder, driver, null);
    return { lost: this.lost.sort((a, b) => a - b), stopped: this.stopped, interrupted: this.watch.stops() > 0 && this.remaining > this.lost.length, jobs: [] };
  }

  private get ending(): boolean {
    return this.stopped.length > 0 || this.watch.stops() > 0;
  }

  /** Hands out points, starts processes for them, lets go of the idle ones, and ends when nothing is left to wait for. */
  private turn(): void {
    if (this.watch.stops() > 1) for (const { process } of this.workers) process.kill('SIGKILL');
    while (!this.ending && this.queue.length > 0 && this.workers.size < this.options.workers && this.queue.length > this.free()) this.start();
    for (const worker of this.workers) if (worker.ready && !worker.leaving && worker.point === null) this.order(worker);
    if (this.workers.size === 0 && (this.ending || (this.queue.length === 0 && this.elsewhere.size === 0))) this.settle?.();
    this.watch.onRemaining(this.remaining, this.watch.stops() === 1 ? 'finishing what runs; Ctrl-C again ends it' : '');
  }

  /** Processes that can take a point, now or when they have begun. */
  private free(): number {
    return [...this.workers].filter(({ leaving, point }) => !leaving && point === null).length;
  }

  private order(worker: Worker): void {
    const point = this.ending ? undefined : this.queue.pop();
    // Points that other processes have may come back.
    if (point === undefined && !this.ending && this.elsewhere.size > 0) return;
    if (point === undefined) {
      worker.leaving = true;
      if (worker.process.connected) worker.process.disconnect();
      return;
    }
    worker.point = point;
    worker.process.send({ point } satisfies PoolOrder);
  }

  private start(): void {
    const { folder, entry, driver } = this.options;
    const log = openSync(join(layout.tasks(folder), 'pool.log'), 'a');
    // In a session of its own: Ctrl-C of the terminal is the driver's to answer, and would end a placement search early, with another result.
    const child = fork(entry, ['sweep', 'task', folder, '--driver', driver], { stdio: ['ignore', 'ignore', log, 'ipc'], detached: true });
    closeSync(log);
    const worker: Worker = { process: child, point: null, ready: false, leaving: false };
    this.workers.add(worker);
    child.on('message', (message) => this.hear(worker, message as PoolMessage));
    child.on('error', () => {});
    child.once('exit', () => this.bury(worker));
  }

  private hear(worker: Worker, message: PoolMessage): void {
    if (message.kind === 'stopped') this.stopped = message.diagnostics;
    // What a process said last may be heard after its end.
    else if (!this.workers.has(worker)) return;
    else if (message.kind === 'ready') [worker.ready, this.stillborn] = [true, 0];
    else {
      worker.point = null;
      if (message.ran || hasRecord(this.options.folder, message.point)) this.remaining--;
      else this.elsewhere.add(message.point);
    }
    this.turn();
  }

  /** A process that ended with a point in hand: the point is tried again, or left out. */
  private bury(worker: Worker): void {
    this.workers.delete(worker);
    clearStaleClaims(this.options.folder, this.options.driver, null);
    if (worker.point !== null) this.retry(worker.point);
    else if (!worker.ready && !worker.leaving && ++this.stillborn >= MOST_STILLBORN) this.lost.push(...this.queue.splice(0));
    this.turn();
  }

  private retry(point: number): void {
    if (hasRecord(this.options.folder, point)) {
      this.remaining--;
      return;
    }
    if (this.ending) return;
    const ends = (this.ends.get(point) ?? 0) + 1;
    this.ends.set(point, ends);
    if (ends < ATTEMPTS) this.queue.push(point);
    else this.lost.push(point);
  }

  /** Points that another process had: finished by it, or free again because it is gone. */
  private lookAgain(): void {
    if (this.elsewhere.size === 0) return;
    const claimed = new Set(clearStaleClaims(this.options.folder, this.options.driver, null).map(({ point }) => point));
    for (const point of this.elsewhere) {
      const done = hasRecord(this.options.folder, point);
      if (done) this.remaining--;
      else if (!claimed.has(point)) this.queue.push(point);
      if (done || !claimed.has(point)) this.elsewhere.delete(point);
    }
    this.turn();
  }
}
