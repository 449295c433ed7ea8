import type { Follows, Quantity } from '../component-schema.ts';

/** A way to go from the price of a component at one node to that at another. */
export interface TechnologyRule {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Nodes between which it holds, from the smaller one on; and why not beyond. */
  readonly range_nm: readonly [number, number];
  readonly why: string;
  /** The nodes that it knows; null where any inside the range will do. */
  readonly nodes: readonly number[] | null;
  /** What it says something of. */
  readonly follows: readonly Follows[];
  /** Supply voltages that it takes where nobody says one, by node; null for a rule that has no use for them. */
  readonly nominal_V: Readonly<Record<number, number>> | null;
  /** Supply voltages that it may be used with; null for a rule that has no use for them. */
  readonly supplies_V: readonly [number, number] | null;
  /** By how much a number grows; null where the rule says nothing of this quantity, NaN where its fits do not hold. */
  readonly factor: (quantity: Quantity, follows: Follows, from: Node, to: Node) => number | null;
}

export interface Node {
  readonly node_nm: number;
  /** NaN where the rule has no use for it. */
  readonly supply_V: number;
}
