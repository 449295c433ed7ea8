import { Command, Option } from 'commander';
import { DEFAULTS } from '../../index.ts';
import { chips, collected, nonNegative, positive, seconds, tolerance, whole, levelBits } from './option-values.ts';
import { compileOptions, modelOptions, simulateOptions } from './shared-options.ts';
import { sweepCommand } from './sweep-command.ts';

declare const SYNAPTILE_VERSION: string;

/** Declares a command: its options are built by `build`, which is left out for commands nobody asked for. */
type Declare = (usage: string, description: string, build: (command: Command) => void) => void;

/**
 * The command line, not yet parsed.
 * @param asked names whose options are built, which keeps the start short; without it those of all commands
 */
export function makeProgram(asked?: ReadonlySet<string>): Command {
  const program = new Command('synaptile')
    .description('Compiles spiking neural networks to tile-based neuromorphic hardware and simulates what comes out.')
    .version(SYNAPTILE_VERSION)
    .showSuggestionAfterError()
    .exitOverride();
  declareCommands((usage, description, build) => {
    const command = program.command(usage).description(description);
    if (asked?.has(command.name()) ?? true) build(command);
  });
  return program;
}

function declareCommands(declare: Declare): void {
  declare('run <model>', 'compile, simulate and report: the main job', (command) => {
    simulateOptions(compileOptions(command))
      .requiredOption('--target <name|file>', 'hardware (see synaptile targets), or none for the reference interpreter')
      .option('--annotate <file.onnx>', 'write a copy of the ONNX model whose operators carry cores, tiles, bits and energy, as Netron shows them')
      .option('--no-reference', 'do not run the float network on the same samples')
      .action(async (model, options) => (await import('../run.ts')).run(model, { ...options, given: givenTo(command) }));
  });

  declare('compile [model]', 'lower a model to a configuration, or to any stage before it', (command) => {
    compileOptions(command)
      .requiredOption('--target <name|file>', 'hardware (see synaptile targets)')
      .option('-o, --output <file>', 'where the stage goes (.tile; .synet for network stages; .yaml: network and mapping for SANA-FE; .snn: hypergraph of AxonFlow; .noxim: traffic table of Noxim; - is stdout)')
      .option('--input <data>', 'samples for --verify-each; the first is what the inputs of a .yaml send')
      .option('--normalise <mean:std,...>', 'subtract and divide after scaling image bytes to 0..1, per channel')
      .option('--bin <time>', 'time of recorded events that a timestep takes, such as 15ms')
      .option('--bin-counts', 'count the recorded events of a timestep (default: one spike if there are any)')
      .addOption(new Option('--seed <n>', 'seed of everything random').argParser(whole(0)).default(DEFAULTS.seed))
      .option('--stop-after <stage>', 'last stage to make', DEFAULTS.stopAfter)
      .option('--start-from <file>', 'a stage file instead of a model')
      .option('--print-ir-after <stage|all>', 'print stages as text on stdout')
      .option('--dump-ir-dir <folder>', 'write every stage to a file in this folder')
      .action(async (model, options) => (await import('../compile.ts')).compileCommand(model, { ...options, given: givenTo(command) }));
  });

  declare('simulate <configuration>', 'run a configuration on data', (command) => {
    simulateOptions(command)
      .option('--target <name|file>', 'the target it was compiled for (default: the name in the file)')
      .option('--calibrate <data>', 'unlabelled samples, formats as for --input, that mitigations may use')
      .addOption(new Option('--chips <AxD>', 'chips it was compiled for').argParser(chips))
      .option('--technology <node,...>', 'scale prices to another node: NODE[nm][,RULE][,NODE=VOLTAGE]..., such as 32nm,stillmaker-baas,65nm=1.1V (see synaptile components; default: what the target says, else as their sources have them)')
      .action(async (file, options) => (await import('../simulate.ts')).simulateCommand(file, options));
  });

  declare('map <model>', 'mapping strategies side by side: cores, energy, latency, traffic', (command) => {
    compileOptions(command)
      .requiredOption('--target <name|file>', 'hardware (see synaptile targets)')
      .option('--input <data>', 'samples whose traffic counts, formats as for run (default: samples drawn from the seed)')
      .option('--normalise <mean:std,...>', 'subtract and divide after scaling image bytes to 0..1, per channel')
      .option('--bin <time>', 'time of recorded events that a timestep takes, such as 15ms')
      .option('--bin-counts', 'count the recorded events of a timestep (default: one spike if there are any)')
      .addOption(new Option('--limit <n>', 'samples that are simulated').argParser(whole(1)).default(DEFAULTS.mappingSamples))
      .addOption(new Option('--seed <n>', 'seed of everything random').argParser(whole(0)).default(DEFAULTS.seed))
      .addOption(new Option('--workers <n>', 'threads (default: one a core); never changes the result').argParser(whole(1)))
      .option('--mappers <a,b,c>', 'strategies to compare (default: all of synaptile mappers)')
      .option('--json [file]', 'write the comparison as JSON (to stdout without a file)')
      .option('--html <file>', 'write the comparison as one self-contained page')
      .option('-o, --output <file>', 'write the configuration of the chosen mapping')
      .action(async (model, options) => (await import('../map.ts')).map(model, { ...options, given: givenTo(command) }));
  });

  declare('sweep [plan]', 'run a plan of many points on this machine or on Slurm, and resume it; see sweep --help for status, merge and plot', (command) => {
    sweepCommand(command, () => makeProgram(new Set(['run'])).commands.find((one) => one.name() === 'run')!);
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
      .action(async (file, options) => (await import('../crossbar.ts')).crossbar(file, options));
  });

  declare('estimate <model>', 'what an inference costs on SpikeSim or SATA, from a model or a plain list of layers (NET.json)', (command) => {
    modelOptions(command)
      .addOption(new Option('--platform <name>', 'hardware platform').choices(['spikesim', 'sata']).makeOptionMandatory())
      .addOption(new Option('--mode <mode>', 'published: digit for digit what the published tool gives; corrected: its defects repaired').choices(['published', 'corrected']).default('published'))
      .addOption(new Option('--set <key=value>', 'a parameter of the platform, or repair.NAME=on|off in mode corrected (repeatable)').argParser(collected).default([], 'none'))
      .option('--repair <name,...>', '--mode corrected: these repairs only (default: all)')
      .option('--input <data>', 'samples on which the spike sparsity of every layer of a model is measured, formats as for run')
      .option('--calibrate <data>', 'unlabelled samples that a network of activations is converted on (default: the input)')
      .addOption(new Option('--calibration-samples <n>', 'most of them (default: 1000)').argParser(whole(1)))
      .option('--targets <a,b,c>', 'tile targets that the model also runs on, on the same samples: beside the platforms, layer by layer')
      .option('--non-idealities <name|file>', 'what they do to the model on these targets: sums of each layer, answers')
      .option('--labels <file>', 'class of each sample, for the accuracy on these targets')
      .option('--normalise <mean:std,...>', 'subtract and divide after scaling image bytes to 0..1, per channel')
      .option('--bin <time>', 'time of recorded events that a timestep takes, such as 15ms')
      .option('--bin-counts', 'count the recorded events of a timestep (default: one spike if there are any)')
      .addOption(new Option('--limit <n>', 'samples that are measured (default: 8)').argParser(whole(1)))
      .option('--json [file]', 'write the report as JSON (to stdout without a file)')
      .option('--html <file>', 'write the report as one self-contained page')
      .action(async (model, options) => (await import('../estimate.ts')).estimate(model, options));
  });

  declare('train <architecture|model>', 'train a network of temporal coding (time to first spike)', (command) => {
    modelOptions(command)
      .requiredOption('--input <data>', 'training samples: idx (.gz), CIFAR-10 .bin, .npy, .npz, CSV')
      .option('--labels <file>', 'class of each sample')
      .option('--validate <data>', 'samples that accuracy is measured on after every epoch')
      .option('--validate-labels <file>', 'class of each of them')
      .option('-o, --output <file.synet>', 'where the trained network goes')
      .addOption(new Option('--epochs <n>', 'passes over the training samples; 0 evaluates a model').argParser(whole(0)).default(DEFAULTS.training.epochs))
      .addOption(new Option('--batch <n>', 'samples of a step').argParser(whole(1)).default(DEFAULTS.training.batch))
      .addOption(new Option('--learning-rate <x>', 'step of Adam at first; it falls geometrically to a hundredth').argParser(positive(10)).default(DEFAULTS.training.learningRate))
      .addOption(new Option('--seed <n>', 'seed of everything random').argParser(whole(0)).default(DEFAULTS.seed))
      .addOption(new Option('--workers <n>', 'threads (default: one a core); never changes the result').argParser(whole(1)))
      .addOption(new Option('--limit <n>', 'most training samples').argParser(whole(1)))
      .addOption(new Option('--bits <n>', 'train weights that are levels of 8, 4 or 2 bits, sign included (default: real numbers)').argParser(levelBits))
      .addOption(new Option('--weight-noise <share>', 'train against noise on the weights, of this share of their root mean square, such as 0.1').argParser(nonNegative(10)).default(DEFAULTS.training.weightNoise))
      .addOption(new Option('--jitter <sigma>', 'train against jitter of spike times, standard deviation in time constants').argParser(nonNegative(10)).default(DEFAULTS.training.jitter))
      .addOption(new Option('--input-times <rule>', 'when a value x sends its spike: linear, 3 (1 - x), or two-level, 0 above 0.5, else ln 6 (default: linear; a model says it itself)').choices(['linear', 'two-level']))
      .option('--checkpoint <file>', 'write the state of the training there, the one before to FILE.previous')
      .addOption(new Option('--checkpoint-interval <s>', 'seconds between checkpoints within an epoch; there is one after each epoch').argParser(seconds).default(DEFAULTS.training.checkpointInterval))
      .option('--resume', 'go on from the --checkpoint, to the same weights')
      .option('--json [file]', 'write the report as JSON (to stdout without a file)')
      .action(async (model, options) => (await import('../train.ts')).train(model, { ...options, given: givenTo(command) }));
  });

  declare('inspect <file>', 'show any model, stage file or configuration', (command) => {
    modelOptions(command)
      .addOption(new Option('--format <format>', 'form of the output: text, json (the whole stage), dot and svg (graph of populations), html (graph, equations and text on one page)').choices(['text', 'json', 'dot', 'svg', 'html']).default('text'))
      .option('--against <file>', 'another model, stage or configuration: what changed from the first to this one (--format text, json or html)')
      .option('-o, --output <file>', 'write there instead of stdout: .synet (its tensors in an .npz beside it), .nir or .yaml (SANA-FE) say the network in that format')
      .action(async (file, options) => (await import('../inspect.ts')).inspect(file, options));
  });

  declare('targets', 'list the hardware that ships with synaptile', (command) => {
    command.option('--json', 'as JSON').action(async (options) => (await import('../lists.ts')).listTargets(options));
  });
  declare('passes', 'list the passes and their options', (command) => {
    command.option('--json', 'as JSON').action(async (options) => (await import('../lists.ts')).listPasses(options));
  });
  declare('mappers', 'list the mapping strategies', (command) => {
    command.option('--json', 'as JSON').action(async (options) => (await import('../lists.ts')).listMappers(options));
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
      .option('--non-idealities <name|file>', 'what devices and converters do to the crossbars', DEFAULTS.comparedNonIdealities)
      .addOption(new Option('--mitigate <name[=n],...>', 'mitigations that are taken together, a row of the table (repeatable; default: each that answers a non-ideality, and half of the timesteps)').argParser(collected).default([], 'each'))
      .addOption(new Option('--trials <k>', 'chips to draw: means with 95 % intervals').argParser(whole(1)).default(DEFAULTS.comparedTrials))
      .addOption(new Option('--seed <n>', 'seed of everything random').argParser(whole(0)).default(DEFAULTS.seed))
      .addOption(new Option('--workers <n>', 'threads (default: one a core); never changes the result').argParser(whole(1)))
      .option('--target <name|file>', 'the target it was compiled for (default: the name in the file)')
      .addOption(new Option('--chips <AxD>', 'chips it was compiled for').argParser(chips))
      .option('--json [file]', 'as JSON (to stdout without a file)')
      .action(async (file, options) => (await import('../compare-mitigations.ts')).mitigationsCommand(file, options));
  });
  declare('circuits [name|file]', 'list neuron circuits, or show one: parameters, energies, transfer curve', (command) => {
    command
      .option('--json', 'as JSON')
      .option('--html <file>', 'write the circuit with its transfer curve as one self-contained page')
      .action(async (name, options) => (await import('../circuits.ts')).circuits(name, options));
  });
  declare('components [library|file]', 'list what prices are made of, with sources and nodes, and the rules that scale them to another node', (command) => {
    command.option('--json', 'as JSON').action(async (name, options) => (await import('../components.ts')).components(name, options));
  });
  declare('explain <code>', 'explain a diagnostic', (command) => {
    command.option('--json', 'as JSON').action(async (code, options) => (await import('../lists.ts')).explain(code, options));
  });
  declare('completion <shell>', 'print the script that completes this command line in a shell', (command) => {
    command.registeredArguments[0]!.choices(['bash', 'zsh', 'fish']);
    command.action(async (shell) => (await import('../completion.ts')).completion(shell, makeProgram()));
  });
}

/** Names of the options that the user gave, as against defaults. */
function givenTo(command: Command): readonly string[] {
  return Object.keys(command.opts()).filter((name) => command.getOptionValueSource(name) === 'cli');
}
