import { uniqueName } from '../../read/names.ts';
import { timeOf } from './clock.ts';
import { nameOfLink } from './link-names.ts';
import type { Cut } from './timeline.ts';
import type { Trace } from './trace.ts';
import { vcdFile, type VcdFile } from './vcd-file.ts';
import { busyAt } from './work.ts';

/** Most neurons with a signal of their spikes, and most spikes. */
const MOST_NEURONS = 2 ** 14;
const MOST_SPIKES = 2 ** 20;

/**
 * A trace as Value Change Dump (IEEE 1364) for GTKWave: spikes as events of neurons, and their number in each timestep; potentials as reals; whether cores and links are
 * busy as bits; what waits for a link as vectors. Times are picoseconds.
 */
export function renderVcd(trace: Trace): { readonly text: string; readonly cuts: readonly Cut[] } {
  const file = vcdFile();
  const cuts = [...declarePopulations(trace, file), ...(trace.mesh?.cut ? [{ what: 'transfers and changes of queues', kept: trace.mesh.transfers.link.length, until: `timestep ${trace.mesh.transfers.timestep.at(-1)!}` }] : [])];
  if (trace.work) declareCores(trace, file);
  if (trace.mesh) declareLinks(trace, file);
  const { starts_s, source } = trace.clock;
  return { text: file.render([`first sample of ${identifier(trace.model)} on ${identifier(trace.target ?? 'no hardware')}`, `times: ${source}`], starts_s.at(-1)!), cuts };
}

function declarePopulations({ clock, raster, potentials, timesteps }: Trace, file: VcdFile): readonly Cut[] {
  const taken = new Map<string, number>();
  const byName = new Map(potentials.map((one) => [one.population, one]));
  const cuts: Cut[] = [];
  let [neurons, spikes] = [0, 0];
  for (const name of new Set([...raster.map(({ population }) => population), ...byName.keys()])) {
    const scope = ['populations', uniqueName(taken, identifier(name))];
    const spiking = raster.find(({ population }) => population === name);
    const signals = new Map<number, number>();
    for (let i = 0; spiking && i < spiking.indices.length; i++) {
      const neuron = spiking.indices[i]!;
      const known = signals.has(neuron);
      if (spikes === MOST_SPIKES || (!known && neurons === MOST_NEURONS)) {
        if (cuts.length === 0) cuts.push({ what: `spikes of ${neurons} neurons`, kept: spikes, until: `population ${name}` });
        continue;
      }
      if (!known) neurons++;
      if (!known) signals.set(neuron, file.declare(scope, `n${neuron}`, 'event'));
      file.change(timeOf(clock, spiking.timesteps[i]!), signals.get(neuron)!, 1);
      spikes++;
    }
    if (spiking && clock.unit_s === null) {
      const counter = file.declare(scope, 'spikes', 'vector');
      const counts = new Float64Array(timesteps);
      for (const t of spiking.timesteps) counts[t]!++;
      counts.forEach((count, t) => file.change(timeOf(clock, t), counter, count));
    }
    const own = byName.get(name);
    own?.neurons.forEach((neuron, i) => {
      const signal = file.declare(scope, `v${neuron}`, 'real');
      for (let t = 0; t < timesteps; t++) file.change(timeOf(clock, t), signal, own.values[t * own.neurons.length + i]!);
    });
  }
  return cuts;
}

function declareCores({ work, timesteps, clock: { starts_s } }: Trace, file: VcdFile): void {
  for (let core = 0; core < work!.cores; core++) {
    let signal: number | null = null;
    for (let t = 0; t < timesteps; t++) {
      const time_s = busyAt(work!, t, core);
      if (time_s <= 0) continue;
      signal ??= file.declare(['cores', `core_${core}`], 'busy', 'bit');
      file.change(starts_s[t]!, signal, 1);
      file.change(starts_s[t]! + time_s, signal, 0);
    }
  }
}

function declareLinks(trace: Trace, file: VcdFile): void {
  const { mesh, clock: { starts_s, sending_s } } = trace;
  const { transfers, queues, tick_s } = mesh!;
  const at_s = (t: number, tick: number): number => starts_s[t]! + sending_s[t]! + tick * tick_s;
  const [busy, waiting] = [new Map<number, number>(), new Map<number, number>()];
  const signal = (known: Map<number, number>, link: number, name: string, kind: 'bit' | 'vector'): number => {
    if (!known.has(link)) known.set(link, file.declare(['links', identifier(nameOfLink(trace, link))], name, kind));
    return known.get(link)!;
  };
  transfers.link.forEach((link, i) => {
    const [t, begin] = [transfers.timestep[i]!, transfers.begin[i]!];
    const own = signal(busy, link, 'busy', 'bit');
    file.change(at_s(t, begin), own, 1);
    file.change(at_s(t, begin + transfers.ticks[i]!), own, 0);
  });
  queues.link.forEach((link, i) => file.change(at_s(queues.timestep[i]!, queues.at[i]!), signal(waiting, link, 'waiting', 'vector'), queues.waiting[i]!));
}

/** Names of signals have no white space, and viewers take brackets for bits. */
function identifier(name: string): string {
  return name.slice(0, 100).replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '') || 'unnamed';
}
