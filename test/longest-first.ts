import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes half a minute or more of a processor, the longest first: where nothing is known of earlier runs, one that begins last leaves the other core without work. */
const LONG = [
  'test/docs/commands', 'test/end-to-end/mnist.test.ts', 'test/sweep/cli.test.ts', 'test/equivalence/equivalence.test.ts', 'test/sweep/slurm.test.ts', 'test/sweep/kill.test.ts',
  'test/errors/cli.test.ts', 'test/end-to-end/', 'test/library/', 'test/report/', 'test/simulate/ledger/laws.test.ts', 'test/simulate/mitigation/mitigation.test.ts', 'test/read/synet/',
];

/** Files in the order in which they are begun. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONG.findIndex((part) => moduleId.includes(part));
      return found < 0 ? LONG.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
