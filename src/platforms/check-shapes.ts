import { diagnose, type Diagnostic, type Where } from '../diagnostics/diagnostic.ts';
import { inputCount, neuronCount, outputCount, windowOutput, type ConvLayer, type DenseLayer, type Layer } from './layer-list.ts';

/** Where a message about layer `index`, or one of its keys, points. */
type Place = (index: number, key: string | null) => Where;

/** Windows that do not fit, groups that do not divide, and layers that do not take what the layer before them gives: S473, S474. */
export function checkShapes(layers: readonly Layer[], place: Place): Diagnostic[] {
  return layers.flatMap((layer, index) => {
    const own = layer.kind === 'conv' ? checkConv(layer, index, place) : checkDense(layer, index, place);
    return own.length > 0 ? own : [...checkInput(layers, layer, index, place), ...checkResidual(layers, layer, index, place)];
  });
}

function checkConv({ inChannels, outChannels, groups, kernel, outSize, pool, pooledSize }: ConvLayer, index: number, place: Place): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (Math.min(...outSize) < 1) found.push(diagnose('S474', { reason: `a kernel of ${kernel.join(' x ')} does not fit into the padded input` }, place(index, 'kernel')));
  else if (pool && Math.min(...pooledSize) < 1) found.push(diagnose('S474', { reason: `a pooling window of ${pool.kernel.join(' x ')} does not fit into the ${outSize.join(' x ')} outputs` }, place(index, 'pool')));
  if (inChannels % groups !== 0 || outChannels % groups !== 0) {
    found.push(diagnose('S474', { reason: `${groups} groups divide ${inChannels % groups === 0 ? `not the ${outChannels} output` : `not the ${inChannels} input`} channels` }, place(index, 'groups')));
  }
  return found;
}

function checkDense({ inFeatures, outFeatures, synapses }: DenseLayer, index: number, place: Place): Diagnostic[] {
  if (synapses === null || synapses <= inFeatures * outFeatures) return [];
  return [diagnose('S474', { reason: `${synapses} synapses are more than the ${inFeatures} x ${outFeatures} that there can be` }, place(index, 'synapses'))];
}

function checkInput(layers: readonly Layer[], layer: Layer, index: number, place: Place): Diagnostic[] {
  if (layer.input === null) return [];
  const source = layers[layer.input]!;
  const [wanted, given] = [takes(layer), gives(source)];
  const fits = layer.kind === 'conv' && source.kind === 'conv' ? wanted === given : inputCount(layer) === outputCount(source);
  if (fits) return [];
  const key = layer.kind === 'dense' ? 'inFeatures' : source.kind === 'conv' && source.outChannels !== layer.inChannels ? 'inChannels' : 'inHeight';
  return [diagnose('S473', { wanted, given, source: source.name, remedy: remedyFor(layer, source) }, place(index, key))];
}

function checkResidual(layers: readonly Layer[], layer: Layer, index: number, place: Place): Diagnostic[] {
  return layer.residual.flatMap((other) => {
    const source = layers[other]!;
    if (neuronCount(layer) === outputCount(source)) return [];
    return [diagnose('S473', { wanted: makes(layer), given: gives(source), source: source.name, remedy: 'a residual connection adds outputs of the same shape: lead it through a convolution of 1 x 1' }, place(index, 'residual'))];
  });
}

/** What would make the sizes agree, where one padding of the source does. */
function remedyFor(layer: Layer, source: Layer): string {
  if (layer.kind === 'conv' && source.kind === 'conv' && source.outChannels === layer.inChannels) {
    const margin = [1, 2, 3, 0].find((one) => {
      const out = windowOutput(source.inSize, source.kernel, source.stride, [one, one, one, one]);
      const pooled = source.pool ? windowOutput(out, source.pool.kernel, source.pool.stride) : out;
      return pooled[0] === layer.inSize[0] && pooled[1] === layer.inSize[1];
    });
    if (margin !== undefined) return `with "padding": ${margin} in ${source.name} they would agree`;
  }
  return 'correct one of the two, or say with "input" which layer feeds this one';
}

function takes(layer: Layer): string {
  return layer.kind === 'dense' ? `${layer.inFeatures} features` : shape(layer.inChannels, layer.inSize);
}

function gives(layer: Layer): string {
  return layer.kind === 'dense' ? `${layer.outFeatures} features` : shape(layer.outChannels, layer.pooledSize);
}

function makes(layer: Layer): string {
  return layer.kind === 'dense' ? `${layer.outFeatures} features` : shape(layer.outChannels, layer.outSize);
}

function shape(channels: number, size: readonly number[]): string {
  return [channels, ...size].join(' x ');
}
