import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leastDamage, type Priced } from '../../../passes/3-quantise/least-damage.ts';

const choice = fc.record({ cost: fc.integer({ min: 0, max: 20 }), damage: fc.integer({ min: 0, max: 50 }) });
const total = (picks: readonly Priced[], of: 'cost' | 'damage'): number => picks.reduce((sum, pick) => sum + pick[of], 0);

test('no other picks within the limit do less damage', () => {
  fc.assert(fc.property(fc.array(fc.array(choice, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 100 }), (choices, limit) => {
    const all = choices.reduce<Priced[][]>((plans, of) => plans.flatMap((plan) => of.map((one) => [...plan, one])), [[]]).filter((plan) => total(plan, 'cost') <= limit);
    const found = leastDamage(choices, limit);
    expect(found === null).toBe(all.length === 0);
    if (!found) return;
    expect(found).toHaveLength(choices.length);
    found.forEach((pick, at) => expect(choices[at]).toContain(pick));
    expect(total(found, 'cost')).toBeLessThanOrEqual(limit);
    expect(total(found, 'damage')).toBe(Math.min(...all.map((plan) => total(plan, 'damage'))));
  }), { seed: 1, numRuns: 200 });
});

test('sixty lists: never worse than the same choice everywhere', () => {
  const choices = Array.from({ length: 60 }, (_, list) => [2, 3, 4, 6, 8].map((bits) => ({ cost: bits * (1000 + 37 * list + Math.sin(list)), damage: (1 + (list % 7)) * 4 ** -bits })));
  const limit = 4 * choices.reduce((sum, of) => sum + of[0]!.cost / 2, 0);
  const found = leastDamage(choices, limit)!;
  expect(total(found, 'cost')).toBeLessThanOrEqual(limit * (1 + 1e-9));
  expect(total(found, 'damage')).toBeLessThanOrEqual(total(choices.map((of) => of[2]!), 'damage'));
});
