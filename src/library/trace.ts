import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Report } from '../report/report.ts';
import { traceOfChip, traceOfNetwork } from '../report/trace/trace.ts';
import { writeTraces } from '../report/trace/write-trace.ts';
import type { Interpretation } from './interpret.ts';
import { report } from './report.ts';
import type { Simulation } from './simulate.ts';

/**
 * Writes what the first sample did as traces, in the format that the ending of each file says: .perfetto-trace or .pftrace, .json (Chrome), .vcd, .npz, .csv (potentials in a file beside it), .nir or .h5 (NIRGraphData).
 * Packets and queues are there where the simulation had the option `trace`, potentials where it had `potentials`.
 * @param made the report of the simulation, which times it; left out: it is made
 * @returns S649 for what was cut, S650 for what there cannot be
 * @throws DiagnosticError S646, S647, S648, S102
 */
export async function writeTrace(run: Simulation | Interpretation, files: readonly string[], made?: Report): Promise<readonly Diagnostic[]> {
  if ('network' in run) return writeTraces(traceOfNetwork(run.network, run.result.timesteps, run.result), files);
  const { configuration, target, chips } = run;
  return writeTraces(traceOfChip({ configuration, target, result: chips[0]!, latency: (made ?? report(run)).latency }), files);
}
