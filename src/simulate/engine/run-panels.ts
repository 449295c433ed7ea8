import { driveOf } from './drive.ts';
import type { NeuronState, PanelState, Program } from './program.ts';
import { openStep, readNow } from './readouts.ts';

/** Runs a dense population through all timesteps of a batch, panel by panel; its sources have run before. */
export function runPanels(program: Program, state: NeuronState, panels: PanelState, samples: number): void {
  const { timesteps, kernels } = program;
  const { layout, parameters, reset } = state;
  const { width, matrix } = panels;
  for (let b = 0; b < samples; b++) {
    driveOf(program, state, b);
    for (let panel = 0; panel * width < layout.stride; panel++) {
      panels.drives.data.set(state.drive.data.subarray(panel * width, (panel + 1) * width), (panel * samples + b) * width);
    }
    gatherEvents(program, state, panels, b);
  }
  const float = panels.drives.data instanceof Float32Array;
  const firedStride = layout.stride / 8;
  for (let panel = 0; panel * width < layout.stride; panel++) {
    const column = panel * width * 4;
    const weights = panels.weights + panel * matrix.rows * width * (float ? 4 : 2);
    const shared = [
      weights, panels.offsets.pointer, panels.events.pointer, samples, timesteps, panels.drives.pointer + panel * samples * width * 4,
      parameters.bias.pointer + column, parameters.initial.pointer + column, parameters.potentials.pointer + column,
      parameters.decay.pointer + column, parameters.fire.pointer + column, parameters.threshold.pointer + column,
      reset.hard, reset.value,
    ] as const;
    const fired = [panels.fired.pointer + (panel * width) / 8, firedStride, state.spikeCounts.pointer + column, reset.most] as const;
    if (float) kernels.panelF32(...shared, ...fired);
    else kernels.panelI16(...shared, state.incoming.reduce((least, { flushEvery }) => Math.min(least, flushEvery), 2 ** 30), ...fired);
  }
  listFired(state, panels, samples * timesteps, firedStride);
}

/** Rows driven in each step of sample b, and the readouts they cause. */
function gatherEvents(program: Program, state: NeuronState, panels: PanelState, b: number): void {
  const { timesteps, populations } = program;
  const { matrix, offsets, events } = panels;
  const leafSeen = new Int32Array(matrix.leafReadouts.length).fill(-1);
  if (b === 0) offsets.data[0] = 0;
  let written = offsets.data[b * timesteps]!;
  for (let t = 0; t < timesteps; t++) {
    openStep(program, state);
    for (const { source, delay, rows } of matrix.rowOf) {
      const from = populations[source]!;
      if (t < delay || (from.kind === 'input' && from.population.coding === 'current')) continue;
      const step = b * timesteps + t - delay;
      const first = step * from.layout.size;
      for (let i = first; i < first + from.counts[step]!; i++) {
        const row = rows[from.spikes.data[i]!]!;
        if (row < 0) continue;
        events.data[written++] = row;
        const leaf = matrix.leafOfRow[row]!;
        if (leafSeen[leaf] === t) continue;
        leafSeen[leaf] = t;
        for (const readout of matrix.leafReadouts[leaf]!) readNow(program, readout);
      }
    }
    offsets.data[b * timesteps + t + 1] = written;
  }
}

/** Turns the kernel's bits into ascending lists of local ids. */
function listFired({ spikes, counts, layout }: NeuronState, { fired }: PanelState, steps: number, firedStride: number): void {
  for (let step = 0; step < steps; step++) {
    let written = step * layout.size;
    for (let byte = 0; byte < firedStride; byte++) {
      let bits = fired.data[step * firedStride + byte]!;
      while (bits !== 0) {
        const lowest = bits & -bits;
        spikes.data[written++] = byte * 8 + (31 - Math.clz32(lowest));
        bits ^= lowest;
      }
    }
    counts[step] = written - step * layout.size;
  }
}
