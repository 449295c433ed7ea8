import { diagnose, stopOnErrors } from '../diagnostics/diagnostic.ts';
import type { Configuration } from '../ir/configuration.ts';
import { isTemporalConfiguration } from '../ir/temporal.ts';
import type { ChipOptions } from './chip-options.ts';
import type { PacketOptions } from './network-options.ts';

/**
 * Options that go by timesteps, which networks of temporal coding do not have.
 * @throws DiagnosticError S807 for each
 */
export function checkTemporalOptions(configuration: Configuration, { network, networkSamples, errors, errorSamples }: PacketOptions & Pick<ChipOptions, 'errorSamples'> & { readonly errors?: string }): void {
  if (!isTemporalConfiguration(configuration)) return;
  const asked = { '--network': network === 'cycle', '--network-samples': networkSamples !== undefined, '--errors': errors !== undefined, '--error-samples': (errorSamples ?? 0) > 0 };
  const allowed = 'left out for networks of temporal coding, whose samples have no timesteps';
  stopOnErrors(Object.entries(asked).filter(([, given]) => given).map(([option]) => diagnose('S807', { option, value: option === '--network' ? 'cycle' : 'given', allowed })));
}
