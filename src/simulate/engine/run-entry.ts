import type { NeuronState, Program } from './program.ts';
import { runPanels } from './run-panels.ts';
import { runSteps } from './run-steps.ts';

/** Populations with neurons that advance together in this entry of the schedule. */
export function membersOf({ configuration, populations }: Program, entry: number): readonly NeuronState[] {
  return configuration.schedule[entry]!.map((index) => populations[index]!).filter((state): state is NeuronState => state.kind === 'neurons');
}

/** Runs the samples that were encoded last through one entry of the schedule. @param first number of the first of them, for the noise of its reads */
export function runEntry(program: Program, entry: number, samples: number, first: number): void {
  const states = membersOf(program, entry);
  if (states.length === 1 && states[0]!.panels) runPanels(program, states[0]!, states[0]!.panels, samples);
  else if (states.length > 0) runSteps(program, states, samples, first, null, () => {});
}
