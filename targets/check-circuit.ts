import { diagnose, type Diagnostic, type Where } from '../src/diagnostics/diagnostic.ts';
import type { NeuronCircuit, VoltageDomainCircuit } from '../src/ir/neuron-circuit.ts';

/** What a schema cannot check of a circuit: that its membrane can move from the reset to the threshold. S990, S991. */
export function breachesOfCircuit(circuit: NeuronCircuit, at: (path: readonly PropertyKey[]) => Where): readonly Diagnostic[] {
  if (circuit.kind !== 'voltage-domain') return [];
  const swing = outsideSupply(circuit, at);
  return swing.length > 0 ? swing : withoutStep(circuit, at);
}

/** At the supply itself the step is 0: a threshold there would never be reached. */
function outsideSupply({ reset_V, threshold_V, supply_V }: VoltageDomainCircuit, at: (path: readonly PropertyKey[]) => Where): readonly Diagnostic[] {
  const refuse = (key: keyof VoltageDomainCircuit, reason: string): readonly Diagnostic[] => [diagnose('S990', { reset_V, threshold_V, supply_V, reason }, at([key]))];
  if (reset_V < 0) return refuse('reset_V', 'the reset is below ground');
  if (threshold_V >= supply_V) return refuse('threshold_V', 'the threshold is not below the supply');
  if (reset_V >= threshold_V) return refuse('reset_V', 'the reset is not below the threshold');
  return [];
}

/** The law divides by the steps at mid-swing, and a neuron whose step ends below the threshold never spikes. */
function withoutStep({ reset_V, threshold_V, supply_V, earlyUp_V, earlyDown_V, down }: VoltageDomainCircuit, at: (path: readonly PropertyKey[]) => Where): readonly Diagnostic[] {
  const middle_V = (reset_V + threshold_V) / 2;
  const up = earlyUp_V >= threshold_V ? [] : [diagnose('S991', { branch: 'up', from_V: earlyUp_V, needed: `the threshold of ${threshold_V} V`, key: 'earlyUp_V' }, at(['earlyUp_V']))];
  const ends_V = supply_V - earlyDown_V;
  const falls = down === 'weak-headroom' || ends_V < middle_V;
  return [...up, ...(falls ? [] : [diagnose('S991', { branch: 'down', from_V: ends_V, needed: `the middle of the swing, ${middle_V} V`, key: 'earlyDown_V' }, at(['earlyDown_V']))])];
}
