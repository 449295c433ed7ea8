import { expect, test } from 'vitest';
import { checkTemporalOptions } from '../../../src/library/temporal-options.ts';
import { loadTarget } from '../../../targets/load.ts';
import { denseNetwork } from './networks.ts';
import { onChip } from './temporal-run.ts';

const { configuration } = onChip(denseNetwork('exponential'), loadTarget('rram-128').target);

test('S807 for every option that goes by timesteps', () => {
  const check = (): void => checkTemporalOptions(configuration, { network: 'cycle', networkSamples: 2, errors: 'errors.csv', errorSamples: 3 });
  expect(check).toThrow(expect.objectContaining({ diagnostics: ['--network', '--network-samples', '--errors', '--error-samples'].map((option) => expect.objectContaining({ code: 'S807', message: expect.stringContaining(option) as string }) as unknown) }));
  expect(() => checkTemporalOptions(configuration, { network: 'analytic', errorSamples: 0 })).not.toThrow();
});
