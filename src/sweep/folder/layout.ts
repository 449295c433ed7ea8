import { join } from 'node:path';

/** Records of so many points lie in one folder. */
const POINTS_PER_FOLDER = 1000;

/** Where everything in the folder of a sweep is. */
export const layout = {
  manifest: (folder: string): string => join(folder, 'manifest.json'),
  place: (folder: string): string => join(folder, 'place.json'),
  planCopy: (folder: string): string => join(folder, 'plan.yaml'),
  lock: (folder: string): string => join(folder, 'driver.lock'),
  records: (folder: string): string => join(folder, 'records'),
  recordFolder: (folder: string, point: number): string => join(folder, 'records', String(Math.floor(point / POINTS_PER_FOLDER)).padStart(4, '0')),
  record: (folder: string, point: number): string => join(layout.recordFolder(folder, point), `${point}.json`),
  claims: (folder: string): string => join(folder, 'claims'),
  claim: (folder: string, point: number): string => join(folder, 'claims', String(point)),
  generations: (folder: string): string => join(folder, 'generations'),
  generation: (folder: string, generation: number): string => join(folder, 'generations', `${generation}.json`),
  tasks: (folder: string): string => join(folder, 'tasks'),
  scratch: (folder: string): string => join(folder, 'scratch'),
  results: (folder: string): string => join(folder, 'results.json'),
  table: (folder: string): string => join(folder, 'results.csv'),
  slurm: (folder: string): string => join(folder, 'slurm'),
};

/** Folders that every sweep has. */
export const FOLDERS = ['records', 'claims', 'tasks', 'scratch'] as const;
