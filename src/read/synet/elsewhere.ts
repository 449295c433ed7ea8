import { CLAUSES } from '../../../grammar/words.ts';

/** What a thing is called elsewhere (lower case, without _ and -), and how it is written here. */
type Names = readonly (readonly [names: string, written: string])[];

const NEURONS: Names = [
  ['cubalif cuba cublif synaptic lifexp', 'lif(tau = ..., synapse = current(tau = ...))'],
  ['rcubalif rsynaptic', 'lif(tau = ..., synapse = current(tau = ...)) and a projection from the population to itself with delay 1'],
  ['leaky lifneuron parametriclif plif iafleaky', 'lif(tau = ...) or lif(decay = ...)'],
  ['rleaky rlif recurrentlif', 'lif(tau = ...) and a projection from the population to itself with delay 1'],
  ['li leakyintegrator expleak nonspiking', 'lif(tau = ..., sends = potential)'],
  ['i integrator accumulator', 'if(sends = potential)'],
  ['iaf ifneuron integrateandfire nonleaky', 'if(threshold = ...)'],
  ['alif adlif adaptivelif lsnn', 'lif(tau = ..., adaptation = threshold(tau = ..., jump = ...))'],
  ['cobalif condlif conductance', 'conductance_lif(...)'],
  ['izh qif quadratic', 'izhikevich(...)'],
  ['loihi loihilif lavalif', 'loihi_lif(threshold = ...)'],
  ['identity none', 'linear'],
  ['relu6 clip clippedrelu', 'relu(ceiling = 6)'],
  ['spikeinput spikegenerator poisson', 'input NAME : SHAPE spikes, or rate for values that become spikes'],
];

const PROJECTIONS: Names = [
  ['linear affine fc fullyconnected gemm matmul full alltoall', 'dense(weights = ...)'],
  ['conv conv1d conv2d convolve', 'convolution(weights = ...)'],
  ['avgpool avgpool2d averagepool averagepooling', 'pooling(method = average, kernel = [2, 2], stride = [2, 2])'],
  ['maxpool maxpool2d maxpooling', 'pooling(method = maximum, kernel = [2, 2], stride = [2, 2])'],
  ['sumpool sumpool2d sumpooling', 'pooling(method = sum, kernel = [2, 2], stride = [2, 2])'],
  ['batchnorm bn batchnorm1d batchnorm2d', 'batch_norm(...)'],
  ['identity flatten dropout skip residual reshape onetoone', 'one_to_one'],
  ['pad zeropad', 'padding(padding = [1, 1, 1, 1])'],
  ['recurrent rnn rsnn lateral feedback', 'dense(weights = ...) delay 1, from a population to itself or back'],
  ['delay', 'one_to_one delay 1'],
  ['list connections synapses', 'sparse(synapses = [[source, destination, weight], ...])'],
];

/** As Names, with the argument that says it here: where a model has none of that name, this is no advice. */
const ARGUMENTS: readonly (readonly [names: string, argument: string, written: string])[] = [
  ['taum taumem taumembrane', 'tau', 'tau = 20 ms'],
  ['taus tausyn tausynapse', 'synapse', 'synapse = current(tau = 5 ms)'],
  ['alpha', 'synapse', 'synapse = current(decay = 0.8)'],
  ['beta leak', 'decay', 'decay = 0.9'],
  ['vthreshold vthr vth thr theta', 'threshold', 'threshold = 1'],
  ['vreset', 'resetValue', 'reset = hard, resetValue = 0'],
  ['vleak vrest el erest', 'leakTarget', 'leakTarget = -65 mV'],
  ['r rmem', 'resistance', 'resistance = 1'],
  ['v0 vinit', 'initial', 'initial = 0'],
  ['tref trefrac taurefrac refrac refractoryperiod', 'refractory', 'refractory = 2, in timesteps'],
  ['resetmechanism resetmode', 'reset', 'reset = subtract, hard or none'],
  ['w weight matrix', 'weights', 'weights = [[1, 2], [3, 4]]'],
  ['wsyn win', 'gain', 'gain = 1'],
  ['b', 'coupling', 'coupling = 0.2'], ['a', 'rate', 'rate = 0.02'], ['c', 'resetValue', 'resetValue = -65'], ['d', 'jump', 'jump = 8'],
  ['du', 'currentDecay', 'currentDecay = 0'], ['dv', 'potentialDecay', 'potentialDecay = 0'],
];

/** How what is called so elsewhere is written here. */
export function neuronCalled(word: string): string | null {
  return writtenAs(NEURONS, word);
}

export function projectionCalled(word: string): string | null {
  return writtenAs(PROJECTIONS, word);
}

/** @param known the arguments that the call has */
export function argumentCalled(word: string, known: readonly string[]): string | null {
  const clause = (CLAUSES as Readonly<Record<string, { readonly form: string }>>)[Object.hasOwn(CLAUSES, word) ? word : ''];
  if (clause) return `${clause.form} behind the brackets`;
  return writtenAs(ARGUMENTS.filter(([, argument]) => known.includes(argument)).map(([names, , written]) => [names, written]), word);
}

function writtenAs(names: Names, word: string): string | null {
  const plain = word.toLowerCase().replaceAll(/[_-]/g, '');
  return names.find(([known]) => known.split(' ').includes(plain))?.[1] ?? null;
}
