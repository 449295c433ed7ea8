import type { CountName, Timing } from '../ir/target.ts';
import { CORE_COUNT_NAMES, type CoreCountName, type Ledger } from '../simulate/ledger/ledger.ts';

/** Mean work of cores in one timestep, by core id. */
export interface CoreWork {
  readonly load_s: Float64Array;
  /** What the load of a core is made of, by count; of model `concurrent` that of the longer side alone. Sums to the load. */
  readonly partsOf: (core: number) => Readonly<Partial<Record<CoreCountName, number>>>;
}

/** Sum of count / (samples x timesteps) x time; of model `concurrent` the longer of what a core does for others and for its own neurons. */
export function workOfCores(timing: Timing, { samples, timesteps, cores }: Pick<Ledger, 'samples' | 'timesteps' | 'cores'>): CoreWork {
  const steps = samples * timesteps;
  const timed = CORE_COUNT_NAMES.filter((name) => perCount_s(timing, name) > 0);
  const [own_s, received_s] = [new Float64Array(cores.neuronUpdates.length), new Float64Array(cores.neuronUpdates.length)];
  for (const name of timed) {
    const time_s = perCount_s(timing, name);
    const load_s = OWN_WORK.has(name) ? own_s : received_s;
    cores[name].forEach((count, core) => (load_s[core]! += (count / steps) * time_s));
  }
  const concurrent = timing.model === 'concurrent';
  const counts = (name: CoreCountName, core: number): boolean => !concurrent || OWN_WORK.has(name) === own_s[core]! >= received_s[core]!;
  return {
    load_s: own_s.map((own, core) => (concurrent ? Math.max(own, received_s[core]!) : own + received_s[core]!)),
    partsOf: (core) => Object.fromEntries(timed.filter((name) => (cores[name][core] ?? 0) > 0 && counts(name, core)).map((name) => [name, (cores[name][core]! / steps) * perCount_s(timing, name)])),
  };
}

/** Time of one event, s; 0 where the target gives none. */
export function perCount_s(timing: Timing, name: CountName): number {
  return (timing.perCount_ns[name]?.value ?? 0) * 1e-9;
}

/** What a core does for its own neurons; the rest it does with messages that arrive. */
const OWN_WORK: ReadonlySet<CountName> = new Set(['neuronUpdates', 'activeUpdates', 'neuronSpikes', 'somaSpikes', 'packets']);
