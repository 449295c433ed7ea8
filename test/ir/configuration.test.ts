import { describe, expect, test } from 'vitest';
import { axonKeys, verifyConfiguration, type Configuration } from '../../src/ir/configuration.ts';
import { broken } from './broken.ts';
import { SMALL, smallStages } from './small-stages.ts';

const { configuration } = smallStages();
const ONCE = { ...SMALL, style: 'weights-stored-once' as const, core: { ...SMALL.core, crossbars: { count: 4, rows: 3, columns: 4 } } };

test('the small configuration is sound, with a column per neuron and with weights stored once', () => {
  expect(verifyConfiguration(configuration, SMALL)).toEqual([]);
  expect(verifyConfiguration(smallStages(ONCE).configuration, ONCE)).toEqual([]);
});

describe('S707', () => {
  const wrong: readonly (readonly [string, string, Parameters<typeof broken<Configuration>>[1]])[] = [
    ['a level out of range', 'block 0 holds other levels than -127..127', ({ blocks }) => { blocks[0]!.levels.data[3] = -128; }],
    ['fewer bits than the levels need', 'other levels than -7..7', (copy) => { copy.bits = 4; }],
    ['an axon that does not exist', 'axon that does not exist', ({ addresses }) => { addresses.axons[0] = 12; }],
    ['an axon below 0', 'axon that does not exist', ({ addresses }) => { addresses.axons[0] = -1; }],
    ['a core outside the mesh', 'core outside the mesh', ({ applications }) => { applications.core[0] = 9; }],
    ['an address twice', 'application 0 uses address 0 twice', ({ applications }) => { applications.rows[1] = applications.rows[0]!; }],
    ['an address beyond the table', 'application 0 uses address 3 of 3', ({ applications }) => { applications.rows[0] = 3; }],
    ['an address below padding', 'application 0 uses address -2', ({ applications }) => { applications.rows[0] = -2; }],
    ['another crossbar', 'application 0 is outside its crossbar', ({ applications }) => { applications.crossbar[0] = 1; }],
    ['no crossbar', 'application 0 is outside its crossbar', ({ applications }) => { applications.crossbar[0] = -1; }],
    ['columns beyond the last', 'application 0 is outside its crossbar', ({ applications }) => { applications.column[0] = 1; }],
    ['columns before the first', 'application 0 is outside its crossbar', ({ applications }) => { applications.column[0] = -1; }],
    ['a column twice', 'is used twice', ({ applications }) => { applications.core[3] = applications.core[0]!; }],
    ['router tables without end', 'parts that do not exist', ({ routes }) => { routes.tileOffsets[4] = 2 ** 31 - 1; }],
    ['rows without end', 'parts that do not exist', ({ applications }) => { applications.rowOffsets[1] = 2 ** 31 - 1; }],
    ['addresses below the first', 'parts that do not exist', ({ addresses }) => { addresses.axonOffsets[1] = -(2 ** 31); }],
    ['a coding that does not exist', 'input x has an unknown coding', ({ populations }) => { Object.assign(populations[0]!, { coding: 'burst' }); }],
    ['values without levels', 'input x has no levels of its values', ({ populations }) => { Object.assign(populations[0]!, { coding: 'latency', levels: null }); }],
    ['an amplitude of 0', 'input x has the amplitude 0', ({ populations }) => { Object.assign(populations[0]!, { amplitude: 0 }); }],
    ['no keys', 'it has no keys of its routes', (copy) => { Object.assign(copy, { keys: undefined }); }],
    ['keys without end', 'its tables have parts that do not exist', ({ keys }) => { keys.tileOffsets[4] = 2 ** 31 - 1; }],
    ['a key of two routes', 'share a key', ({ keys }) => { keys.first[1] = keys.first[0]!; }],
    ['an entry that leads elsewhere', 'find other ports than its own', ({ keys }) => { keys.ports[0]! ^= 1; }],
    ['an entry that nothing matches', 'matches no key', ({ keys }) => { keys.mask[0] = 0x7ffffffe; keys.key[0] = 1; }],
    ['a port that does not exist', 'goes through ports that do not exist', ({ keys }) => { keys.ports[0]! |= 32; }],
    ['fewer keys than axons', 'route 0 has 1 keys for', ({ keys }) => { keys.bits[0] = 0; }],
    ['an axon on a route that does not exist', 'takes a route that does not exist', ({ axonRoutes }) => { axonRoutes.routes[0] = 99; }],
    ['a soma that passes on sums', 'a soma that passes on sums', ({ applications }) => { applications.sum[5] = 2; }],
    ['a partial sum that goes nowhere', 'a partial sum that goes nowhere', ({ applications }) => { applications.sum[0] = -1; }],
  ];
  test.each(wrong)('%s', (_what, message, change) => {
    const found = verifyConfiguration(broken(configuration, change), SMALL);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['S707']));
    expect(found.some((one) => one.message.includes(message)), found.map((one) => one.message).join('; ')).toBe(true);
  });

  test('weights stored once: positions of a unit share columns, two units do not', () => {
    const stored = smallStages(ONCE).configuration;
    const shared = broken(stored, ({ applications }) => { applications.crossbar[1] = applications.crossbar[0]!; });
    expect(verifyConfiguration(shared, ONCE).every(({ message }) => message.includes('is used twice'))).toBe(true);
    expect(verifyConfiguration(shared, ONCE).length).toBeGreaterThan(0);
  });

  test('a router with fewer entries than the table has', () => {
    const [found] = verifyConfiguration(configuration, { ...SMALL, mesh: { ...SMALL.mesh, routerEntries: 1 } });
    expect(found?.message).toContain('at most 1 fit');
  });

  test('a configuration for a larger target', () => {
    expect(verifyConfiguration(configuration, { ...SMALL, core: { ...SMALL.core, crossbars: { count: 1, rows: 3, columns: 3 } } }).map(({ code }) => code)).toContain('S707');
  });
});

test('axons and partial sums of a route have its keys one after the other, each its own', () => {
  const { axons, sums } = axonKeys(configuration);
  const { axonRoutes, applications, units, keys: { first, bits } } = configuration;
  const used = [...axons, ...[...sums].flatMap((key, application) => {
    const { columns } = units[applications.unit[application]!]!;
    return key < 0 ? [] : Array.from({ length: columns.end - columns.start }, (_, column) => key + column);
  })];
  expect(used.length).toBeGreaterThan(axons.length);
  expect(new Set(used).size).toBe(used.length);
  axonRoutes.routes.forEach((route, i) => expect((axons[i]! ^ first[route]!) >> bits[route]!).toBe(0));
  applications.sumRoute.forEach((route, i) => expect(route < 0 ? sums[i] : (sums[i]! ^ first[route]!) >> bits[route]!).toBe(route < 0 ? -1 : 0));
});
