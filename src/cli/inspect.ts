import {
  assumptionNotes, checkWritable, compareStages, type Inspected, type InspectionFormat, inspect as inspectStage, isNetworkFile, readModel, verifyNetworkOf, writeAtomically,
  writeNetwork,
} from '../index.ts';
import type { ModelFlags } from './session.ts';
import { tell } from './terminal.ts';

interface Flags extends ModelFlags {
  readonly format: InspectionFormat;
  readonly against?: string;
  readonly output?: string;
}

/** Shows any model, stage file or configuration, or what changed between two. Networks are verified as they are read. */
export async function inspect(file: string, { format, output, against, ...flags }: Flags): Promise<void> {
  if (output !== undefined && output !== '-') checkWritable(output);
  const one = await open(file, flags);
  if (against !== undefined) return show(await compareStages(one, await open(against, flags), format), output);
  const written = output !== undefined && format === 'text' && isNetworkFile(output);
  if (written || format !== 'text') tell(assumptionNotes(one.assumptions, file));
  if (written) tell(await writeNetwork(one.stage, output, file));
  // A terminal shows where large tensors go; a file or a pipe gets a text that reads back.
  else show(await inspectStage(one, format, output !== undefined || !process.stdout.isTTY), output);
}

async function open(file: string, flags: ModelFlags): Promise<Inspected> {
  const one = { file, ...(await readModel(file, flags)) };
  tell(one.diagnostics);
  tell(verifyNetworkOf(one));
  return one;
}

function show(text: string, output: string | undefined): void {
  if (output === undefined || output === '-') process.stdout.write(text);
  else writeAtomically(output, text);
}
