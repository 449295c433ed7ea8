import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { beside, outputOf, read } from './files.ts';

interface Expected {
  readonly steps: number;
  readonly input: readonly (readonly number[])[];
  readonly output: readonly (readonly number[])[];
}

const expected = JSON.parse(readFileSync(beside('expected.json'), 'utf8')) as Readonly<Record<string, Expected>>;

/** Files of make-models.py; what they send was simulated there, apart from this program. */
describe('NIR files', () => {
  it.each(Object.entries(expected))('%s', async (name, { steps, input, output }) => {
    const { network } = await read(beside(`models/${name}.nir`));
    const sent = outputOf(network, input.flat(), steps);
    const wanted = output.flat();
    expect(sent).toHaveLength(wanted.length);
    if (network.output.readout === 'count') expect(sent).toEqual(wanted);
    else expect(Math.max(...sent.map((value, index) => Math.abs(value - wanted[index]!)))).toBeLessThan(1e-6);
  });

  it('what stands in them becomes populations and projections', async () => {
    const shown = async (name: string): Promise<readonly string[]> => {
      const { network: { populations, projections, output } } = await read(beside(`models/${name}.nir`));
      return [
        ...populations.map(({ name: own, shape, neuron, origin }) => `${own} [${shape.join(', ')}] ${neuron.kind} <- ${origin.place}`),
        ...projections.map(({ kind, source, destination, delay, origin }) => `${source} -> ${destination} ${kind}${delay > 0 ? ` after ${delay}` : ''} <- ${origin.place}`),
        `${output.population} ${output.readout}`,
      ];
    };
    expect(await shown('nested')).toEqual([
      "input [3] input <- node 'input' (Input)", "rnn.lif [4] lif <- node 'rnn/lif' (CubaLIF)", "n [2] lif <- node 'n' (LIF)",
      "input -> rnn.lif dense <- node 'w' (Linear)", "rnn.lif -> rnn.lif dense after 1 <- node 'rnn/w_rec' (Linear)", "rnn.lif -> n dense <- node 'w2' (Linear)", 'n count',
    ]);
    expect(await shown('flatten')).toEqual([
      "input [2, 2, 3] input <- node 'input' (Input)", "a [2, 2, 3] lif <- node 'a' (LIF)", "n [4] lif <- node 'n' (LIF)",
      "input -> a one-to-one <- edge 'input' -> 'a'", "a -> n dense <- node 'w' (Linear)", 'n count',
    ]);
    expect(await shown('delay')).toEqual([
      "input [3] input <- node 'input' (Input)", "a [3] if <- node 'a' (IF)", "b [3] if <- node 'b' (IF)", "input -> a one-to-one <- edge 'input' -> 'a'",
      "a -> b sparse <- node 'd' (Delay)", "a -> b sparse after 1 <- node 'd' (Delay)", "a -> b sparse after 5 <- node 'd' (Delay)", 'b count',
    ]);
    expect(await shown('even-delay')).toContain("a -> b one-to-one after 3 <- edge 'a' -> 'b'");
    expect(await shown('conv1d')).toContain("input -> n convolution <- node 'c' (Conv1d)");
  });

  it('old and odd ones are read with what they mean told', async () => {
    expect((await read(beside('models/portless.nir'))).codes).toEqual(['S910']);
    expect((await read(beside('models/batched.nir'))).codes).toEqual([]);
    const { assumptions } = await read(beside('models/recurrent.nir'));
    expect(assumptions.map(({ key, text }) => `${key}: ${text}`)).toEqual([
      'reset: a neuron that fires is set to v_reset at once, as NIR defines', 'dt: a timestep is 0.1 ms', 'decay: a state keeps 1 - dt/tau of itself in a timestep (forward Euler)',
      'comparator: a neuron fires when its potential exceeds the threshold (>)', 'spikes: a neuron sends one spike at most in a timestep',
      'input: values drive the input nodes as they are, in every timestep', 'timesteps: NIR does not say how many timesteps a sample lasts', 'feedback: feedback arrives one timestep later: w_rec -> n',
    ]);
  });
});
