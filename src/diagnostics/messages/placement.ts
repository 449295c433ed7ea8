import { message } from '../message.ts';

/** S840 to S859: placement and routing on meshes with faults. */
export const placementMessages = {
  S840: message<{ clusters: number; cores: number; faulty: number; target: string }>('error',
    ({ clusters, cores, faulty, target }) => `the network needs ${clusters} cores, ${cores - faulty} of the ${cores} of ${target} work (${clusters - cores + faulty} too many)`,
    () => 'make the network smaller, use a target with a larger mesh, or take cores that work out of "mesh.faultyCores"',
    'Nothing is placed on the cores that a target names in "mesh.faultyCores".'),
  S841: message<{ placer: string; done: number; planned: number; of: string; by: 'user' | 'clock' }>('warning',
    ({ placer, done, planned, of, by }) => `${placer} was stopped by the ${by} after ${done} of ${planned} ${of}; the best placement until then is kept`,
    ({ by }) => (by === 'user' ? 'let it go on for a placement that is as good as it gets, and the same at every run' : 'give --place-budget fewer seconds, so that the search ends by itself and finds the same placement at every run'),
    'A search makes a number of steps that follows from --place-budget alone, so that the same command finds the same placement on every machine. One that is stopped by the user, or because it takes several times its budget, ends with the best placement found, which is legal but depends on when that was.'),
  S842: message<{ from: number; core: number; faulty: number }>('error',
    ({ from, core, faulty }) => `no way leads from tile ${from} to core ${core} round the ${faulty} faulty links of the mesh`,
    () => 'name the cores that cannot be reached in "mesh.faultyCores", so that nothing is placed there',
    'Packets go round faulty links ("mesh.faultyLinks") as far as links that work lead to their core in both directions.'),
  S843: message<{ tile: number; entries: number; most: number; before: number }>('error',
    ({ tile, entries, most, before }) => `the router of tile ${tile} needs ${entries} entries, it has ${most} (${entries - most} too many; ${before} before compression)`,
    () => 'use a mapper or a placement with fewer clusters that talk across this tile, or a target with larger routers',
    'Routes with neighbouring keys that leave a router through the same ports share an entry. What is left after that must fit in the table of the router ("mesh.routerEntries").'),
  S844: message<{ core: number; others: number; target: string }>('error',
    ({ core, others, target }) => `puts neurons on core ${core} of ${target}, which is faulty${others > 0 ? `; and on ${others} other faulty cores` : ''}`,
    () => 'move them to cores that work, or take the core out of "mesh.faultyCores" of the target',
    'A mapping given with --mapping may use only cores that work.'),
} as const;
