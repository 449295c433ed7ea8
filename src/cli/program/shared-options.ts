import { Option, type Command } from 'commander';
import { DEFAULTS, OBJECTIVES } from '../../index.ts';
import { bits, budget, chips, collected, percentage, points, seconds, timesteps, whole } from './option-values.ts';

/** Options of everything that reads a model. */
export function modelOptions(command: Command): Command {
  return command
    .addOption(new Option('--assume <key=value>', 'settle what the file leaves open: dt, reset, comparator, decay, order, spikes (repeatable)').argParser(collected).default([], 'none'))
    .addOption(new Option('--onnx-shape <name=d,d,...>', 'shape of an ONNX input whose axes are free (repeatable)').argParser(collected).default([], 'none'));
}

/** Options of everything that compiles. */
export function compileOptions(command: Command): Command {
  return modelOptions(command)
    .addOption(new Option('--bits <n>', 'bits of a weight, sign included; mixed: chosen for each population under the --budget (default: what the weight levels of the model need, 8 where it has none)').argParser(bits))
    .addOption(new Option('--budget <area|energy=share>', '--bits mixed: weight memory (area) or weights read (energy), as a share of the most bits everywhere, such as area=40% (default: area=50%)').argParser(budget))
    .addOption(new Option('--cell-bits <n>', 'bits of a memory cell: a weight lies in several, and the mapping leaves room for all of them (default: run takes bitSlicing of the --non-idealities, else a cell holds a weight)').argParser(whole(1)))
    .addOption(new Option('--timesteps <n>', 'timesteps a sample is presented for; auto: the fewest that keep the --loss (default: what the network says, else 32)').argParser(timesteps))
    .addOption(new Option('--loss <points>', '--timesteps auto: most points of accuracy (percent of changed predictions without labels) lost on the calibration samples').argParser(points).default(DEFAULTS.loss))
    .option('--calibrate <data>', 'unlabelled samples, formats as for --input, that balance thresholds, correct biases and round weights (without: run takes the first inputs, compile no data)')
    .option('--mapper <name>', 'mapping strategy (see synaptile mappers)', DEFAULTS.mapper)
    .addOption(new Option('--objective <objective>', 'what the mapping should be good at').choices(OBJECTIVES).default(DEFAULTS.objective))
    .addOption(new Option('--cores <n>', 'most cores to use; a mapping that needs more is refused (0: all that there are)').argParser(whole(0)).default(DEFAULTS.cores))
    .addOption(new Option('--chips <AxD>', 'join the meshes of A x D chips of the target').argParser(chips))
    .option('--technology <node,...>', 'scale prices to another node: NODE[nm][,RULE][,NODE=VOLTAGE]..., such as 32nm,stillmaker-baas,65nm=1.1V (see synaptile components; default: what the target says, else as their sources have them)')
    .option('--mapping <file.yaml>', 'a core for every neuron, from the mappings of a SANA-FE file: nothing is partitioned or placed')
    .addOption(new Option('--coding <coding>', 'how input values drive a converted network').choices(['current', 'rate', 'latency']).default(DEFAULTS.coding))
    .addOption(new Option('--readout <readout>', 'how the output of a converted network is read').choices(['count', 'membrane']).default(DEFAULTS.readout))
    .addOption(new Option('--thresholds <rule>', 'what thresholds of a converted network are chosen by (default: mse, or percentile where --percentile is given)').choices(['mse', 'percentile', 'maximum']))
    .addOption(new Option('--percentile <p>', 'percentile of the positive activations that a threshold lies at').argParser(percentage).default(DEFAULTS.percentile))
    .addOption(new Option('--corrections <what>', 'what is adjusted to the spikes that a population really hears').choices(['both', 'bias', 'potential', 'none']).default(DEFAULTS.corrections))
    .addOption(new Option('--weights <how>', 'fit the weights of a converted network to these spikes, or keep them').choices(['fit', 'keep']).default(DEFAULTS.weights))
    .addOption(new Option('--calibration-samples <n>', 'most calibration samples used').argParser(whole(1)).default(DEFAULTS.calibrationSamples))
    .addOption(new Option('--levels <kind>', 'whether 0 is a weight level: mid-tread, or mid-rise (2 bits are -3, -1, 1, 3; always at 1 bit)').choices(['mid-tread', 'mid-rise']).default(DEFAULTS.levels))
    .addOption(new Option('--scale <rule>', 'value of one weight level').choices(['auto', 'maximum', 'least-squares']).default(DEFAULTS.scale))
    .addOption(new Option('--scale-per <what>', 'channel: one value of a level for each channel; population: one for all (per tensor)').choices(['channel', 'population']).default(DEFAULTS.scalePer))
    .addOption(new Option('--rounding <rule>', 'error-feedback: what rounding a weight does is made up by others, with calibration data; or nearest').choices(['error-feedback', 'nearest']).default(DEFAULTS.rounding))
    .addOption(new Option('--unroll <mode>', 'what becomes of a neuron with more inputs than the fan-in: exact (partial sums), spiking (a chain of spiking units) or prune (drop its smallest weights)').choices(['exact', 'spiking', 'prune']).default(DEFAULTS.unroll))
    .addOption(new Option('--unit-columns <n>', 'most columns of a unit (0: what a core holds)').argParser(whole(0)).default(DEFAULTS.unitColumns))
    .addOption(new Option('--place-rounds <n>', 'most rounds of placement swaps').argParser(whole(0)).default(DEFAULTS.placeRounds))
    .addOption(new Option('--place-budget <s>', 'work of a placement search, in seconds of a reference machine; Ctrl-C ends it and keeps the best so far').argParser(seconds).default(DEFAULTS.placeBudget))
    .addOption(new Option('--routing <how>', 'ways of packets: xy (first along x, then along y) or balanced (other ways round the busiest links)').choices(['xy', 'balanced']).default(DEFAULTS.routing))
    .option('--verify-each', 'compare reference(quantised), reference(unrolled) and simulate(configuration), spike for spike')
    .option('--timing', 'print the time of each pass');
}

/** Options of everything that runs samples. */
export function dataOptions(command: Command): Command {
  return command
    .requiredOption('--input <data>', 'samples: idx (.gz), CIFAR-10 .bin, .npy, .npz, CSV; spike trains .npy [samples, timesteps, ...], events CSV, folder of N-MNIST .bin, AEDAT 3.1')
    .option('--labels <file>', 'class of each sample')
    .option('--normalise <mean:std,...>', 'subtract and divide after scaling image bytes to 0..1, per channel')
    .option('--bin <time>', 'time of recorded events that a timestep takes, such as 15ms')
    .option('--bin-counts', 'count the recorded events of a timestep (default: one spike if there are any)')
    .addOption(new Option('--limit <n>', 'most samples').argParser(whole(1)))
    .addOption(new Option('--seed <n>', 'seed of everything random').argParser(whole(0)).default(DEFAULTS.seed))
    .addOption(new Option('--workers <n>', 'threads (default: one a core); never changes the result').argParser(whole(1)))
    .option('--outputs <file.csv>', 'write one line a sample: sample,label,predicted,o0,o1,...')
    .option('--json [file]', 'write the report as JSON (to stdout without a file)');
}

/** Options of everything that simulates hardware. */
export function simulateOptions(command: Command): Command {
  return dataOptions(command)
    .option('--non-idealities <name|file>', 'what devices and converters do to the crossbars; single effects behind it: typical,adc=off,readNoise.sigma=0.02', DEFAULTS.nonIdealities)
    .option('--neuron-circuit <name|file>', 'what somas are made of (see synaptile circuits); single parameters behind it: cm28-min,reset_V=0.3,threshold_V=0.6 (default: what the target says, else as the network says)')
    .option('--calibrate-circuit <data>', 'unlabelled samples, formats as for --input, that a voltage-domain circuit is fitted on: swing, mirrors, thresholds; accuracy before and after is reported')
    .addOption(new Option('--circuit-samples <n>', '--calibrate-circuit: most samples used (default: 128)').argParser(whole(1)))
    .option('--mitigate <name[=n],...>', 'what is done about them: timesteps, line-order, remap, spare-columns, flip, pairs, pre-compensation, gain, recalibration (see synaptile mitigations)')
    .option('--mitigation-gain', 'also run the same chips without mitigations, and the ideal one')
    .addOption(new Option('--trials <k>', 'chips to draw; accuracies of all are reported').argParser(whole(1)).default(DEFAULTS.trials))
    .addOption(new Option('--error-samples <n>', 'first samples that run beside the ideal chip as well, for the error of each population over time (0: none; default with --non-idealities: one in 50, from 1 to 16)').argParser(whole(0)))
    .option('--errors <file.csv>', 'write the error over time: population,hears,timestep,...')
    .option('--ablate', 'also run each of the non-idealities alone, and all but each one: its share of the loss')
    .addOption(new Option('--network <model>', 'packets in the mesh: analytic times them one by one, cycle simulates links, queues and buffers (default: cycle on the first sample where that costs little)').choices(['analytic', 'cycle']))
    .addOption(new Option('--network-samples <n>', '--network cycle: how many of the first samples (default: 1)').argParser(whole(1)))
    .option('--html <file>', 'write the report as one self-contained page')
    .option('--spikes <file.csv>', 'write the spikes of the first sample: population,timestep,index')
    .addOption(new Option('--trace <file>', 'write what the first sample does in time, in the format of the ending: .perfetto-trace or .pftrace (ui.perfetto.dev), .json (Chrome), .vcd (GTKWave), .npz (NumPy), .csv (spikes, and potentials in a file beside it, as SANA-FE), .nir or .h5 (NIRGraphData) (repeatable)').argParser(collected).default([], 'none'))
    .addOption(new Option('--potentials <n|name:i,j,...>', '--trace and --html: membrane potentials of so many neurons of each population, evenly spaced, or of these neurons of one (repeatable; default: 8)').argParser(collected).default([], '8 of each'));
}
