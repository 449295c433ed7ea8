import type { Estimate, Mode, Platform } from '../../src/platforms/estimate.ts';
import { parseNet } from '../../src/platforms/read-net.ts';
import { runPlatform, type PlatformRun } from '../../src/platforms/run.ts';
import { parseSettings } from '../../src/platforms/settings.ts';

export { codesOf, refusalsOf } from '../ir/expect-diagnostics.ts';

export interface Options {
  readonly mode?: Mode;
  readonly set?: readonly string[];
}

/** Runs a platform on a layer list as the command line does. */
export function runOn(platform: Platform, net: object, { mode = 'published', set = [] }: Options = {}): PlatformRun {
  const { settings, switches } = parseSettings(set, platform.name, platform.parameters, platform.repairs);
  return runPlatform(platform, mode, parseNet(JSON.stringify(net), 'net.json').list, settings, switches);
}

export function estimateOn(platform: Platform, net: object, options?: Options): Estimate {
  return runOn(platform, net, options).estimate;
}

export function conv(inChannels: number, outChannels: number, size: number, more: object = {}): Record<string, unknown> {
  return { kind: 'conv', inChannels, outChannels, kernel: 3, padding: 1, inHeight: size, inWidth: size, ...more };
}

export function dense(inFeatures: number, outFeatures: number, more: object = {}): Record<string, unknown> {
  return { kind: 'dense', inFeatures, outFeatures, ...more };
}

export function net(layers: readonly object[], timesteps = 5): { timesteps: number; layers: readonly object[] } {
  return { timesteps, layers };
}

const POOL = { pool: { kind: 'average', kernel: 2, stride: 2 } };

/** The convolutions of VGG-9 for CIFAR-10: what SpikeSim's script is shipped with. */
export const VGG9 = net([
  conv(3, 64, 32), conv(64, 64, 32, POOL), conv(64, 128, 16), conv(128, 128, 16, POOL), conv(128, 256, 8), conv(256, 256, 8), conv(256, 256, 8, POOL),
]);

export const VGG16 = net([
  conv(3, 64, 224), conv(64, 64, 224, POOL), conv(64, 128, 112), conv(128, 128, 112, POOL), conv(128, 256, 56), conv(256, 256, 56), conv(256, 256, 56, POOL),
  conv(256, 512, 28), conv(512, 512, 28), conv(512, 512, 28, POOL), conv(512, 512, 14), conv(512, 512, 14), conv(512, 512, 14, POOL),
  dense(25088, 4096), dense(4096, 4096), dense(4096, 1000),
]);
