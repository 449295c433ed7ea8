import { isSynaptic, type Network } from '../../ir/network.ts';
import { networkOf, type Stage } from '../../ir/stage.ts';
import { formatCount } from '../quantity.ts';
import { outlineOf, type Outline, type PopulationOutline, type ProjectionOutline } from './outline.ts';

/** Two stages, or two mappings, side by side. */
export interface Comparison {
  readonly schema: 'synaptile-inspection/1';
  readonly left: Side;
  readonly right: Side;
  /** All totals that both sides know. */
  readonly totals: readonly Change[];
  readonly populations: readonly Compared[];
  readonly projections: readonly Compared[];
  /** Nothing differs that both sides know. */
  readonly same: boolean;
}

export interface Side {
  readonly file: string;
  readonly name: string;
  readonly stage: string;
  readonly target: string | null;
}

export interface Compared {
  readonly name: string;
  readonly status: 'same' | 'changed' | 'added' | 'removed';
  readonly changes: readonly Change[];
}

/** Values as text: numbers, shapes, lines of equations. */
export interface Change {
  readonly what: string;
  readonly left: string;
  readonly right: string;
}

interface Inspected {
  readonly file: string;
  readonly stage: Stage;
}

/** What changed from one to the other. What only one of them knows (a network has no cores) is no change. */
export function compareStages(one: Inspected, other: Inspected): Comparison & { readonly outlines: readonly [Outline, Outline] } {
  const outlines = [outlineOf(one.stage), outlineOf(other.stage)] as const;
  const [left, right] = outlines;
  const networks = [networkOf(one.stage), networkOf(other.stage)] as const;
  const populations = pairUp(left.populations, right.populations, ({ name }) => name, changesOfPopulation);
  const projections = pairUp(numbered(left.projections), numbered(right.projections), ({ key }) => key, (a, b) => [...changesOfProjection(a, b), ...changesOfWeights(networks, a, b)]);
  const totals = changesIn([
    ['stage', left.stage, right.stage], ['target', left.target, right.target], ['timesteps', left.timesteps, right.timesteps], ['bits', left.bits, right.bits],
    ...(Object.keys(left.totals) as (keyof Outline['totals'])[]).map((key): Fact => [WORDS[key], left.totals[key], right.totals[key]]),
  ]);
  return {
    schema: 'synaptile-inspection/1', left: sideOf(one.file, left), right: sideOf(other.file, right), totals, populations, projections,
    same: totals.length === 0 && [...populations, ...projections].every(({ status }) => status === 'same'), outlines,
  };
}

const WORDS: Readonly<Record<keyof Outline['totals'], string>> = { neurons: 'neurons', synapses: 'synapses', units: 'units', clusters: 'clusters', cores: 'cores', routes: 'routes', routerEntries: 'router entries' };

function sideOf(file: string, { name, stage, target }: Outline): Side {
  return { file, name, stage, target };
}

function pairUp<T>(left: readonly T[], right: readonly T[], keyOf: (one: T) => string, changes: (a: T, b: T) => readonly Change[]): readonly Compared[] {
  const others = new Map(right.map((one) => [keyOf(one), one]));
  const own = new Set(left.map(keyOf));
  return [
    ...left.map((one): Compared => {
      const other = others.get(keyOf(one));
      if (!other) return { name: keyOf(one), status: 'removed', changes: [] };
      const found = changes(one, other);
      return { name: keyOf(one), status: found.length > 0 ? 'changed' : 'same', changes: found };
    }),
    ...right.filter((one) => !own.has(keyOf(one))).map((one): Compared => ({ name: keyOf(one), status: 'added', changes: [] })),
  ];
}

function changesOfPopulation(a: PopulationOutline, b: PopulationOutline): readonly Change[] {
  const moved = a.cores && b.cores ? movedOf(a.cores, b.cores) : null;
  return [
    ...changesIn([
      ['neuron', a.kind, b.kind], ['shape', `[${a.shape.join(', ')}]`, `[${b.shape.join(', ')}]`], ['neurons', a.neurons, b.neurons], ['units', a.units, b.units], ['clusters', a.clusters, b.clusters],
      ['cores', a.cores && a.cores.length, b.cores && b.cores.length], ['links of a spike', a.linksPerSpike, b.linksPerSpike],
    ]),
    ...(moved ? [moved] : []),
    ...changesOfEquations(a.equations, b.equations),
  ];
}

/** Cores that only one side uses. */
function movedOf(left: readonly number[], right: readonly number[]): Change | null {
  const [one, other] = [new Set(left), new Set(right)];
  const [gone, come] = [left.filter((core) => !other.has(core)), right.filter((core) => !one.has(core))];
  return gone.length + come.length === 0 ? null : { what: 'placement', left: listed(gone), right: listed(come) };
}

const MOST_LISTED = 12;

function listed(cores: readonly number[]): string {
  if (cores.length === 0) return 'none that the other has not';
  return `on ${cores.slice(0, MOST_LISTED).join(', ')}${cores.length > MOST_LISTED ? ` and ${cores.length - MOST_LISTED} more` : ''}`;
}

function changesOfEquations(left: readonly string[], right: readonly string[]): readonly Change[] {
  const [gone, come] = [left.filter((line) => !right.includes(line)), right.filter((line) => !left.includes(line))];
  return gone.length + come.length === 0 ? [] : [{ what: 'equations', left: gone.join(';  '), right: come.join(';  ') }];
}

type Keyed = ProjectionOutline & { readonly key: string; readonly place: number };

/** Projections have the names of their ends; several between the same two are numbered. */
function numbered(projections: readonly ProjectionOutline[]): readonly Keyed[] {
  const counts = new Map<string, number>();
  return projections.map((projection, place) => {
    const ends = `${projection.source} -> ${projection.destination}`;
    const count = (counts.get(ends) ?? 0) + 1;
    counts.set(ends, count);
    return { ...projection, place, key: count === 1 ? ends : `${ends} (${count})` };
  });
}

function changesOfProjection(a: Keyed, b: Keyed): readonly Change[] {
  const shape = ({ weights }: Keyed): string | null => weights && `[${weights.join(', ')}]`;
  return changesIn([['kind', a.kind, b.kind], ['weights', shape(a), shape(b)], ['synapses', a.synapses, b.synapses], ['bits', a.bits, b.bits], ['delay', a.delay, b.delay]]);
}

/** Weights one by one, where both sides have them in the same form. */
function changesOfWeights([left, right]: readonly [Network | null, Network | null], a: Keyed, b: Keyed): readonly Change[] {
  if (!left || !right || (left.bits === null) !== (right.bits === null)) return [];
  const [one, other] = [left.projections[a.place]!, right.projections[b.place]!];
  if (!isSynaptic(one) || !isSynaptic(other) || one.weights.data.length !== other.weights.data.length) return [];
  let [differing, largest] = [0, 0];
  for (let i = 0; i < one.weights.data.length; i++) {
    const difference = Math.abs(one.weights.data[i]! - other.weights.data[i]!);
    if (difference > 0) differing++;
    largest = Math.max(largest, difference);
  }
  if (differing === 0) return [];
  return [{ what: 'values of weights', left: `${formatCount(one.weights.data.length)} weights`, right: `${formatCount(differing)} of them differ, by at most ${Number(largest.toPrecision(4))}` }];
}

type Fact = readonly [what: string, left: string | number | null, right: string | number | null];

function changesIn(facts: readonly Fact[]): readonly Change[] {
  return facts.filter(([, left, right]) => left !== null && right !== null && left !== right).map(([what, left, right]) => ({ what, left: said(left!), right: said(right!) }));
}

function said(value: string | number): string {
  return typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
