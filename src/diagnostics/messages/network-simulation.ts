import { message } from '../message.ts';

export interface Halted {
  readonly sample: number;
  readonly timestep: number;
  readonly packets: number;
  readonly waiting: number;
  readonly before: string | null;
  readonly buffer: number | null;
}

/** S820 to S829: the mesh, cycle by cycle. */
export const networkSimulationMessages = {
  S820: message<Halted>('warning',
    ({ sample, timestep, before, waiting, buffer }) => `packets cannot move any more in sample ${sample}, timestep ${timestep}: ${before === null ? 'senders wait' : `${waiting} wait for the link ${before}`}, buffers of ${buffer} packets are full in a circle`,
    () => 'route along x first, then along y, which is free of deadlock; or give the target larger buffers (mesh.linkBuffer)',
    'The mesh is simulated until nothing moves. Where packets are left then, they hold places in buffers that others of them wait for. Times of spikes are those of packets one by one.'),
  S821: message<Halted>('warning',
    ({ sample, timestep, packets }) => `the ${packets} packets of sample ${sample}, timestep ${timestep} are too many at once for the simulation of the mesh`,
    () => 'use --network analytic, or a mapping with fewer packets',
    'At most four million packets and copies are in flight at once, and a timestep lasts less than two thousand million ticks. Times of spikes are those of packets one by one.'),
  S822: message<{ sample: number; hops: number; limit: number }>('warning',
    ({ sample, hops, limit }) => `sample ${sample} sends packets over ${hops} links, more than the ${limit} that are simulated cycle by cycle`,
    () => 'use fewer timesteps, or --network analytic',
    'Ten million hops take about a second. Times of spikes are those of packets one by one.'),
  S823: message<{ target: string; tick_ns: number }>('warning',
    ({ target, tick_ns }) => `the mesh of ${target} is simulated in ticks of ${Number(tick_ns.toPrecision(6))} ns, which do not divide its times: they are rounded`,
    () => 'give times of hops, packets and deliveries that have a common divisor of at least a 16384th of the longest',
    'Times are whole numbers of ticks, so that the order of events never depends on rounding.'),
} as const;
