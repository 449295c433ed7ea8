#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { OBJECTIVES } from './ir/objective.ts';

declare const SYNAPTILE_VERSION: string;

/** Exit codes: 0 fine, 1 bad input, 2 bad usage. */
const BAD_USAGE = 2;

function whole(lowest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < lowest) throw new InvalidArgumentError(`must be a whole number from ${lowest}.`);
    return value;
  };
}

function bits(text: string): number | 'mixed' {
  return text === 'mixed' ? text : whole(1)(text);
}

function budget(text: string): { of: 'area' | 'energy'; share: number } {
  const [, of, number, unit] = /^(area|energy)=([0-9.]+)(%?)$/.exec(text) ?? [];
  const share = Number(number) / (unit ? 100 : 1);
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('must be area= or energy=, and a share above 0 % up to 100 %.');
  return { of: of as 'area' | 'energy', share };
}

function timesteps(text: string): number | 'auto' {
  return text === 'auto' ? text : whole(1)(text);
}

function points(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 100)) throw new InvalidArgumentError('must be from 0 to 100.');
  return value;
}

function percentage(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100)) throw new InvalidArgumentError('must be above 0 and at most 100.');
  return value;
}

function chips(text: string): { across: number; down: number } {
  const found = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(text);
  if (!found) throw new InvalidArgumentError('must be chips across x chips down, such as 2x4.');
  return { across: Number(found[1]), down: Number(found[2]) };
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 3600)) throw new InvalidArgumentError('must be from 0 to 3600 seconds.');
  return value;
}

function levelBits(text: string): number {
  if (!['8', '4', '2'].includes(text)) throw new InvalidArgumentError('must be 8, 4 or 2.');
  return Number(text);
}

function positive(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value > 0 && value <= most)) throw new InvalidArgumentError(`must be above 0 and at most ${most}.`);
    return value;
  };
}

function nonNegative(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(text.trim() !== '' && value >= 0 && value <= most)) throw new InvalidArgumentError(`must be from 0 to ${most}.`);
    return value;
  };
}

function tolerance(text: string): number {
  const value = Number(text);
  if (!(value >= 1e-15 && value <= 0.1)) throw new InvalidArgumentError('must be from 1e-15 to 0.1.');
  return value;
}

/** Every --option of a repeatable option. */
function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

/** Options of everything that reads a model. */
function modelOptions(command: Command): Command {
  return command
    .addOption(new Option('--assume <key=value>', 'settle what the file leaves open: dt, reset, comparator, decay, order, spikes (repeatable)').argParser(collected).default([], 'none'))
    .addOption(new Option('--onnx-shape <name=d,d,...>', 'shape of an ONNX input whose axes are free (repeatable)').argParser(collected).default([], 'none'));
}

/** Options of everything that compiles. */
function compileOptions(command: Command): Command {
  return modelOptions(command)
    .addOption(new Option('--bits <n>', 'bits of a weight, sign included; mixed: chosen for each population under the --budget (default: what the weight levels of the model need, 8 where it has none)').argParser(bits))
    .addOption(new Option('--budget <area|energy=share>', '--bits mixed: weight memory (area) or weights read (energy), as a share of the most bits everywhere, such as area=40% (default: area=50%)').argParser(budget))
    .addOption(new Option('--cell-bits <n>', 'bits of a memory cell: a weight lies in several, and the mapping leaves room for all of them (default: run takes bitSlicing of the --non-idealities, else a cell holds a weight)').argParser(whole(1)))
    .addOption(new Option('--timesteps <n>', 'timesteps a sample is presented for; auto: the fewest that keep the --loss (default: what the network says, else 32)').argParser(timesteps))
    .addOption(new Option('--loss <points>', '--timesteps auto: most points of accuracy (percent of changed predictions without labels) lost on the calibration samples').argParser(points).default(0.5))
    .option('--calibrate <data>', 'unlabelled samples, formats as for --input, that balance thresholds, correct biases and round weights (without: run takes the first inputs, compile no data)')
    .option('--mapper <name>', 'mapping strategy (see synaptile mappers)', 'tiles')
    .addOption(new Option('--objective <objective>', 'what the mapping should be good at').choices(OBJECTIVES).default('energy'))
    .addOption(new Option('--cores <n>', 'most cores to use (0: all that there are)').argParser(whole(0)).default(0))
    .addOption(new Option('--chips <AxD>', 'join the meshes of A x D chips of the target').argParser(chips))
    .option('--mapping <file.yaml>', 'a core for every neuron, from the mappings of a SANA-FE file: nothing is partitioned or placed')
    .addOption(new Option('--coding <coding>', 'how input values drive a converted network').choices(['current', 'rate', 'latency']).default('current'))
    .addOption(new Option('--readout <readout>', 'how the output of a converted network is read').choices(['count', 'membrane']).default('count'))
    .addOption(new Option('--thresholds <rule>', 'what thresholds of a converted network are chosen by (default: mse, or percentile where --percentile is given)').choices(['mse', 'percentile', 'maximum']))
    .addOption(new Option('--percentile <p>', 'percentile of the positive activations that a threshold lies at').argParser(percentage).default(99.9))
    .addOption(new Option('--corrections <what>', 'what is adjusted to the spikes that a population really hears').choices(['both', 'bias', 'potential', 'none']).default('both'))
    .addOption(new Option('--weights <how>', 'fit the weights of a converted network to these spikes, or keep them').choices(['fit', 'keep']).default('fit'))
    .addOption(new Option('--calibration-samples <n>', 'most calibration samples used').argParser(whole(1)).default(1000))
    .addOption(new Option('--levels <kind>', 'whether 0 is a weight level: mid-tread, or mid-rise (2 bits are -3, -1, 1, 3; always at 1 bit)').choices(['mid-tread', 'mid-rise']).default('mid-tread'))
    .addOption(new Option('--scale <rule>', 'value of one weight level').choices(['auto', 'maximum', 'least-squares']).default('auto'))
    .addOption(new Option('--scale-per <what>', 'channel: one value of a level for each channel; population: one for all (per tensor)').choices(['channel', 'population']).default('channel'))
    .addOption(new Option('--rounding <rule>', 'error-feedback: what rounding a weight does is made up by others, with calibration data; or nearest').choices(['error-feedback', 'nearest']).default('error-feedback'))
    .addOption(new Option('--unroll <mode>', 'what becomes of a neuron with more inputs than the fan-in: exact (partial sums), spiking (a chain of spiking units) or prune (drop its smallest weights)').choices(['exact', 'spiking', 'prune']).default('exact'))
    .addOption(new Option('--unit-columns <n>', 'most columns of a unit (0: what a core holds)').argParser(whole(0)).default(0))
    .addOption(new Option('--place-rounds <n>', 'most rounds of placement swaps').argParser(whole(0)).default(100))
    .addOption(new Option('--place-budget <s>', 'work of a placement search, in seconds of a reference machine; Ctrl-C ends it and keeps the best so far').argParser(seconds).default(2))
    .addOption(new Option('--routing <how>', 'ways of packets: xy (first along x, then along y) or balanced (other ways round the busiest links)').choices(['xy', 'balanced']).default('xy'))
    .option('--verify-each', 'compare reference(quantised), reference(unrolled) and simulate(configuration), spike for spike')
    .option('--timing', 'print the time of each pass');
}

/** Options of everything that runs samples. */
function dataOptions(command: Command): Command {
  return command
    .requiredOption('--input <data>', 'samples: idx (.gz), CIFAR-10 .bin, .npy, .npz, CSV; spike trains .npy [samples, timesteps, ...], events CSV, folder of N-MNIST .bin, AEDAT 3.1')
    .option('--labels <file>', 'class of each sample')
    .option('--normalise <mean:std,...>', 'subtract and divide after scaling image bytes to 0..1, per channel')
    .option('--bin <time>', 'time of recorded events that a timestep takes, such as 15ms')
    .option('--bin-counts', 'count the recorded events of a timestep (default: one spike if there are any)')
    .addOption(new Option('--limit <n>', 'most samples').argParser(whole(1)))
    .addOption(new Option('--seed <n>', 'seed of everything random').argParser(whole(0)).default(1))
    .addOption(new Option('--workers <n>', 'threads (default: one a core); never changes the result').argParser(whole(1)))
    .option('--outputs <file.csv>', 'write one line a sample: sample,label,predicted,o0,o1,...')
    .option('--json [file]', 'write the report as JSON (to stdout without a file)');
}

/** Options of everything that simulates hardware. */
function simulateOptions(command: Command): Command {
  return dataOptions(command)
    .option('--non-idealities <name|file>', 'what devices and converters do to the crossbars; single effects behind it: typical,adc=off,readNoise.sigma=0.02', 'ideal')
    .option('--neuron-circuit <name|file>', 'what somas are made of (see synaptile circuits); single parameters behind it: cm28-min,reset_V=0.3,threshold_V=0.6 (default: what the target says, else as the network says)')
    .option('--calibrate-circuit <data>', 'unlabelled samples, formats as for --input, that a voltage-domain circuit is fitted on: swing, mirrors, thresholds; accuracy before and after is reported')
    .addOption(new Option('--circuit-samples <n>', '--calibrate-circuit: most samples used (default: 128)').argParser(whole(1)))
    .option('--mitigate <name[=n],...>', 'what is done about them: timesteps, line-order, remap, spare-columns, flip, pairs, pre-compensation, gain, recalibration (see synaptile mitigations)')
    .option('--mitigation-gain', 'also run the same chips without mitigations, and the ideal one')
    .addOption(new Option('--trials <k>', 'chips to draw; accuracies of all are reported').argParser(whole(1)).default(1))
    .addOption(new Option('--error-samples <n>', 'first samples that run beside the ideal chip as well, for the error of each population over time (0: none; default with --non-idealities: one in 50, from 1 to 16)').argParser(whole(0)))
    .option('--errors <file.csv>', 'write the error over time: population,hears,timestep,...')
    .option('--ablate', 'also run each of the non-idealities alone, and all but each one: its share of the loss')
    .addOption(new Option('--network <model>', 'packets in the mesh: analytic times them one by one, cycle simulates links, queues and buffers (default: cycle on the first sample where that costs little)').choices(['analytic', 'cycle']))
    .addOption(new Option('--network-samples <n>', '--network cycle: how many of the first samples (default: 1)').argParser(whole(1)))
    .option('--html <file>', 'write the report as one self-contained page')
    .option('--spikes <file.csv>', 'write the spikes of the first sample: population,timestep,index');
}

/** Names of the options that the user gave, as against defaults. */
function givenTo(command: Command): readonly string[] {
  return Object.keys(command.opts()).filter((name) => command.getOptionValueSource(name) === 'cli');
}

const program = new Command('synaptile')
  .description('Compiles spiking neural networks to tile-based neuromorphic hardware and simulates what comes out.')
  .version(SYNAPTILE_VERSION)
  .showSuggestionAfterError()
  .exitOverride();

const asked = new Set(process.argv.slice(2));

/** Declares a command; its options are built only when it is asked for, which keeps the start short. */
function declare(usage: string, description: string, build: (command: Command) => void): void {
  const command = program.command(usage).description(description);
  if (asked.has(command.name())) build(command);
}

declare('run <model>', 'compile, simulate and report: the main job', (command) => {
  simulateOptions(compileOptions(command))
    .requiredOption('--target <name|file>', 'hardware (see synaptile targets), or none for the reference interpreter')
    .option('--no-reference', 'do not run the float network on the same samples')
    .action(async (model, options) => (await import('./cli/run.ts')).run(model, { ...options, given: givenTo(command) }));
});

declare('compile [model]', 'lower a model to a configuration, or to any stage before it', (command) => {
  compileOptions(command)
    .requiredOption('--target <name|file>', 'hardware (see synaptile targets)')
    .option('-o, --output <file>', 'where the stage goes (.tile; .synet for network stages; .yaml: network and mapping for SANA-FE; .snn: hypergraph of AxonFlow; .noxim: traffic table of Noxim; - is stdout)')
    .option('--input <data>', 'samples for --verify-each; the first is what the inputs of a .yaml send')
    .option('--normalise <mean:std,...>', 'subtract and divide after scaling image bytes to 0..1, per channel')
    .option('--bin <time>', 'time of recorded events that a timestep takes, such as 15ms')
    .option('--bin-counts', 'count the recorded events of a timestep (default: one spike if there are any)')
    .addOption(new Option('--seed <n>', 'seed of everything random').argParser(whole(0)).default(1))
    .option('--stop-after <stage>', 'last stage to make', 'configuration')
    .option('--start-from <file>', 'a stage file instead of a model')
    .option('--print-ir-after <stage|all>', 'print stages as text on stdout')
    .option('--dump-ir-dir <folder>', 'write every stage to a file in this folder')
    .action(async (model, options) => (await import('./cli/compile.ts')).compileCommand(model, { ...options, given: givenTo(command) }));
});

declare('simulate <configuration>', 'run a configuration on data', (command) => {
  simulateOptions(command)
    .option('--target <name|file>', 'the target it was compiled for (default: the name in the file)')
    .option('--calibrate <data>', 'unlabelled samples, formats as for --input, that mitigations may use')
    .addOption(new Option('--chips <AxD>', 'chips it was compiled for').argParser(chips))
    .action(async (file, options) => (await import('./cli/simulate.ts')).simulateCommand(file, options));
});

declare('map <model>', 'mapping strategies side by side: cores, energy, latency, traffic', (command) => {
  compileOptions(command)
    .requiredOption('--target <name|file>', 'hardware (see synaptile targets)')
    .option('--input <data>', 'samples whose traffic counts, formats as for run (default: samples drawn from the seed)')
    .option('--normalise <mean:std,...>', 'subtract and divide after scaling image bytes to 0..1, per channel')
    .option('--bin <time>', 'time of recorded events that a timestep takes, such as 15ms')
    .option('--bin-counts', 'count the recorded events of a timestep (default: one spike if there are any)')
    .addOption(new Option('--limit <n>', 'samples that are simulated').argParser(whole(1)).default(8))
    .addOption(new Option('--seed <n>', 'seed of everything random').argParser(whole(0)).default(1))
    .addOption(new Option('--workers <n>', 'threads (default: one a core); never changes the result').argParser(whole(1)))
    .option('--mappers <a,b,c>', 'strategies to compare (default: all of synaptile mappers)')
    .option('--json [file]', 'write the comparison as JSON (to stdout without a file)')
    .option('--html <file>', 'write the comparison as one self-contained page')
    .option('-o, --output <file>', 'write the configuration of the chosen mapping')
    .action(async (model, options) => (await import('./cli/map.ts')).map(model, { ...options, given: givenTo(command) }));
});

declare('crossbar <case.json>', 'solve one crossbar with its wires: output currents, effective matrix, netlist', (command) => {
  command
    .addOption(new Option('--method <name>', 'merge (effective matrix), line or pcg (iterations; nonlinear cells), or the closed forms jeong, dmr, alpha-beta (approximate; their error is printed) (default: merge where cells are linear and rows do not float, else pcg)').choices(['merge', 'line', 'pcg', 'jeong', 'dmr', 'alpha-beta']))
    .addOption(new Option('--tolerance <x>', 'largest error of a current, as a share of the largest one, that line and pcg stop at (default: 1e-11)').argParser(tolerance))
    .addOption(new Option('--vector <n>', 'this input vector only, counted from 0 (default: all)').argParser(whole(0)))
    .option('--effective-matrix', 'put the effective conductance matrix into the JSON (effectiveMatrix_S)')
    .addOption(new Option('--emit <format>', 'write a netlist instead of solving').choices(['spice']))
    .option('-o, --output <file>', 'where the netlist goes (default: stdout)')
    .option('--json [file]', 'write the result as JSON (to stdout without a file)')
    .action(async (file, options) => (await import('./cli/crossbar.ts')).crossbar(file, options));
});

declare('estimate <model>', 'what an inference costs on SpikeSim or SATA, from a model or a plain list of layers (NET.json)', (command) => {
  modelOptions(command)
    .addOption(new Option('--platform <name>', 'hardware platform').choices(['spikesim', 'sata']).makeOptionMandatory())
    .addOption(new Option('--mode <mode>', 'published: digit for digit what the published tool gives; corrected: its defects repaired').choices(['published', 'corrected']).default('published'))
    .addOption(new Option('--set <key=value>', 'a parameter of the platform, or repair.NAME=on|off in mode corrected (repeatable)').argParser(collected).default([], 'none'))
    .option('--repair <name,...>', '--mode corrected: these repairs only (default: all)')
    .option('--input <data>', 'samples on which the spike sparsity of every layer of a model is measured, formats as for run')
    .option('--normalise <mean:std,...>', 'subtract and divide after scaling image bytes to 0..1, per channel')
    .option('--bin <time>', 'time of recorded events that a timestep takes, such as 15ms')
    .option('--bin-counts', 'count the recorded events of a timestep (default: one spike if there are any)')
    .addOption(new Option('--limit <n>', 'samples that are measured').argParser(whole(1)).default(8))
    .option('--json [file]', 'write the report as JSON (to stdout without a file)')
    .action(async (model, options) => (await import('./cli/estimate.ts')).estimate(model, options));
});

declare('train <architecture|model>', 'train a network of temporal coding (time to first spike)', (command) => {
  modelOptions(command)
    .requiredOption('--input <data>', 'training samples: idx (.gz), CIFAR-10 .bin, .npy, .npz, CSV')
    .option('--labels <file>', 'class of each sample')
    .option('--validate <data>', 'samples that accuracy is measured on after every epoch')
    .option('--validate-labels <file>', 'class of each of them')
    .option('-o, --output <file.synet>', 'where the trained network goes')
    .addOption(new Option('--epochs <n>', 'passes over the training samples; 0 evaluates a model').argParser(whole(0)).default(12))
    .addOption(new Option('--batch <n>', 'samples of a step').argParser(whole(1)).default(32))
    .addOption(new Option('--learning-rate <x>', 'step of Adam at first; it falls geometrically to a hundredth').argParser(positive(10)).default(2e-3))
    .addOption(new Option('--seed <n>', 'seed of everything random').argParser(whole(0)).default(1))
    .addOption(new Option('--workers <n>', 'threads (default: one a core); never changes the result').argParser(whole(1)))
    .addOption(new Option('--limit <n>', 'most training samples').argParser(whole(1)))
    .addOption(new Option('--bits <n>', 'train weights that are levels of 8, 4 or 2 bits, sign included (default: real numbers)').argParser(levelBits))
    .addOption(new Option('--weight-noise <share>', 'train against noise on the weights, of this share of their root mean square, such as 0.1').argParser(nonNegative(10)).default(0))
    .addOption(new Option('--jitter <sigma>', 'train against jitter of spike times, standard deviation in time constants').argParser(nonNegative(10)).default(0))
    .addOption(new Option('--input-times <rule>', 'when a value x sends its spike: linear, 3 (1 - x), or two-level, 0 above 0.5, else ln 6 (default: linear; a model says it itself)').choices(['linear', 'two-level']))
    .option('--checkpoint <file>', 'write the state of the training there, the one before to FILE.previous')
    .addOption(new Option('--checkpoint-interval <s>', 'seconds between checkpoints within an epoch; there is one after each epoch').argParser(seconds).default(60))
    .option('--resume', 'go on from the --checkpoint, to the same weights')
    .option('--json [file]', 'write the report as JSON (to stdout without a file)')
    .action(async (model, options) => (await import('./cli/train.ts')).train(model, { ...options, given: givenTo(command) }));
});

declare('inspect <file>', 'show any model, stage file or configuration', (command) => {
  modelOptions(command)
    .addOption(new Option('--format <format>', 'form of the output').choices(['text', 'json', 'dot']).default('text'))
    .option('-o, --output <file>', 'write there instead of stdout: .synet (its tensors in an .npz beside it), .nir or .yaml (SANA-FE) say the network in that format')
    .action(async (file, options) => (await import('./cli/inspect.ts')).inspect(file, options));
});

declare('targets', 'list the hardware that ships with synaptile', (command) => {
  command.option('--json', 'as JSON').action(async (options) => (await import('./cli/lists.ts')).listTargets(options));
});
declare('passes', 'list the passes and their options', (command) => {
  command.option('--json', 'as JSON').action(async (options) => (await import('./cli/lists.ts')).listPasses(options));
});
declare('mappers', 'list the mapping strategies', (command) => {
  command.option('--json', 'as JSON').action(async (options) => (await import('./cli/lists.ts')).listMappers(options));
});
declare('mitigations [configuration]', 'list what may be done about non-idealities, or compare it on chips', (command) => {
  command
    .option('--input <data>', 'samples to compare on, formats as for simulate')
    .option('--labels <file>', 'class of each sample')
    .option('--calibrate <data>', 'unlabelled samples that mitigations may use')
    .option('--normalise <mean:std,...>', 'subtract and divide after scaling image bytes to 0..1, per channel')
    .option('--bin <time>', 'time of recorded events that a timestep takes, such as 15ms')
    .option('--bin-counts', 'count the recorded events of a timestep (default: one spike if there are any)')
    .addOption(new Option('--limit <n>', 'most samples').argParser(whole(1)))
    .option('--non-idealities <name|file>', 'what devices and converters do to the crossbars', 'typical')
    .addOption(new Option('--mitigate <name[=n],...>', 'mitigations that are taken together, a row of the table (repeatable; default: each that answers a non-ideality, and half of the timesteps)').argParser(collected).default([], 'each'))
    .addOption(new Option('--trials <k>', 'chips to draw: means with 95 % intervals').argParser(whole(1)).default(5))
    .addOption(new Option('--seed <n>', 'seed of everything random').argParser(whole(0)).default(1))
    .addOption(new Option('--workers <n>', 'threads (default: one a core); never changes the result').argParser(whole(1)))
    .option('--target <name|file>', 'the target it was compiled for (default: the name in the file)')
    .addOption(new Option('--chips <AxD>', 'chips it was compiled for').argParser(chips))
    .option('--json [file]', 'as JSON (to stdout without a file)')
    .action(async (file, options) => (await import('./cli/compare-mitigations.ts')).mitigationsCommand(file, options));
});
declare('circuits [name|file]', 'list neuron circuits, or show one: parameters, energies, transfer curve', (command) => {
  command
    .option('--json', 'as JSON')
    .option('--html <file>', 'write the circuit with its transfer curve as one self-contained page')
    .action(async (name, options) => (await import('./cli/circuits.ts')).circuits(name, options));
});
declare('explain <code>', 'explain a diagnostic', (command) => {
  command.option('--json', 'as JSON').action(async (code, options) => (await import('./cli/lists.ts')).explain(code, options));
});

// A reader that has seen enough (head, a pager that is left) closes its end of the pipe: no fault, and files are still written.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') throw error; });
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : BAD_USAGE;
  else (await import('./cli/failure.ts')).reportFailure(error);
}
