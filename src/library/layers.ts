import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LayerList } from '../platforms/layer-list.ts';
import type { NetFile } from '../platforms/net-schema.ts';
import { parseNet, readNet, type NetReading } from '../platforms/read-net.ts';
import { checkOptions } from './check-options.ts';
import { observing, type Observed } from './observer.ts';

/** Layers of a network without its weights, for `estimate`. */
export interface Layers {
  readonly file: string;
  readonly list: LayerList;
  /** Notes of what was chosen where the list leaves it open; errors are thrown. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a list of layers (NET.json). `-` is standard input.
 * @throws DiagnosticError S101, S602..S605 where it does not follow the schema, S470..S477 with all that is wrong with its layers, S993, S994
 */
export function readLayers(file: string, options: Observed = {}): Layers {
  checkOptions('readLayers', options);
  return told(file, readNet(file), options);
}

/**
 * Layers that are in memory: the value that a list of layers (NET.json) holds.
 * @param name what diagnostics call it
 * @throws DiagnosticError as `readLayers`
 */
export function layersOf(net: NetFile, name = 'layers'): Layers {
  return told(name, parseNet(JSON.stringify(net) ?? '', name), {});
}

function told(file: string, { list, notes }: NetReading, options: Observed): Layers {
  observing(options).tell(notes);
  return { file, list, diagnostics: notes };
}
