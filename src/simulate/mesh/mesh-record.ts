import type { Configuration } from '../../ir/configuration.ts';
import type { Mesh } from '../../ir/target.ts';
import type { MeshWatch } from './mesh-state.ts';
import type { SampleRound } from './sample-rounds.ts';

/** What one sample did in the mesh, link by link. Parallel arrays; times are ticks since the beginning of sending in their timestep. */
export interface MeshRecord {
  readonly tick_s: number;
  /** Links are numbered: 4 tile + port (east, north, west, south), then those into the cores, then those out of them; the last one is the entry of inputs. */
  readonly tiles: number;
  readonly cores: number;
  /** Ticks of each timestep. */
  readonly ticks: Float64Array;
  /** Transfers, in the order in which they end. */
  readonly transfers: {
    readonly timestep: Int32Array;
    readonly begin: Int32Array;
    readonly ticks: Int32Array;
    readonly link: Int32Array;
    /** Number of the packet in the sample. */
    readonly packet: Int32Array;
    /** Population that sent it; the number of populations for partial sums. */
    readonly population: Int32Array;
    /** 1 where the packet, or its copies, are for several cores. */
    readonly multicast: Int32Array;
  };
  /** Changes of what waits for a link. */
  readonly queues: { readonly timestep: Int32Array; readonly at: Int32Array; readonly link: Int32Array; readonly waiting: Int32Array };
  /** Whether there was more than is kept. */
  readonly cut: boolean;
}

export interface MeshRecorder {
  readonly watch: MeshWatch;
  /** Before a round is run, and after it has taken so many ticks. */
  readonly open: (timestep: number, round: SampleRound) => void;
  readonly close: (ticks: number) => void;
  readonly take: () => MeshRecord;
}

/** Most transfers, and most changes of queues, that are kept: 44 MB. */
const MOST = 2 ** 20;

export function meshRecorder({ timesteps, routes }: Pick<Configuration, 'timesteps' | 'routes'>, mesh: Mesh, tick_s: number): MeshRecorder {
  const tiles = mesh.width * mesh.height;
  const ticks = new Float64Array(timesteps);
  const transfers = table(7);
  const queues = table(4);
  let [timestep, packets] = [0, 0];
  let round: SampleRound | null = null;
  return {
    watch: {
      crossed: (link, packet, now, service) => {
        const route = round!.routes[packet]!;
        const several = routes.offsets[route + 1]! - routes.offsets[route]! > 1 ? 1 : 0;
        transfers.add(timestep, ticks[timestep]! + now - service, service, link, packets + packet, round!.kinds[packet]!, several);
      },
      waits: (link, waiting, now) => queues.add(timestep, ticks[timestep]! + now, link, waiting),
    },
    open: (at, opened) => { [timestep, round] = [at, opened]; },
    close: (taken) => {
      ticks[timestep]! += taken;
      packets += round!.count;
    },
    take: () => {
      const [step, begin, service, link, packet, population, multicast] = transfers.columns();
      const [changed, at, before, waiting] = queues.columns();
      return {
        tick_s, tiles, cores: tiles * mesh.coresPerTile, ticks,
        transfers: { timestep: step!, begin: begin!, ticks: service!, link: link!, packet: packet!, population: population!, multicast: multicast! },
        queues: { timestep: changed!, at: at!, link: before!, waiting: waiting! },
        cut: transfers.isFull() || queues.isFull(),
      };
    },
  };
}

/** Rows of whole numbers, as many as are kept. */
function table(width: number): { readonly add: (...row: number[]) => void; readonly columns: () => readonly Int32Array[]; readonly isFull: () => boolean } {
  let rows = new Int32Array(width * 1024);
  let [count, full] = [0, false];
  return {
    add: (...row) => {
      full ||= count === MOST;
      if (full) return;
      if ((count + 1) * width > rows.length) {
        const larger = new Int32Array(2 * rows.length);
        larger.set(rows);
        rows = larger;
      }
      rows.set(row, count++ * width);
    },
    columns: () => Array.from({ length: width }, (_, column) => Int32Array.from({ length: count }, (_, i) => rows[i * width + column]!)),
    isFull: () => full,
  };
}
