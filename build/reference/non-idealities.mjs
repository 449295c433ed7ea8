import { code, table } from './markdown.mjs';

/** What each built-in set switches on, effect by effect. */
export function nonIdealitiesPage({ BUILT_IN, nonIdealitiesFile }) {
  const sets = Object.entries(BUILT_IN['non-idealities']);
  const effects = Object.keys(nonIdealitiesFile.shape).filter((key) => !['$schema', 'papers', 'summary'].includes(key));
  const shown = (value) => (value === undefined || value === null ? 'off' : code(JSON.stringify(value)));
  return `\`--non-idealities\` takes a set, \`device\` (what the memory device of the target does by default), or your own JSON file; single effects are switched behind it, values in JSON:
\`typical,adc=off,readNoise.sigma=0.02\`. What each effect does, and where its law is from: [src/simulate/crossbar](../../src/simulate/crossbar/README.md).

${table(['effect', ...sets.map(([name]) => code(name))], effects.map((effect) => [code(effect), ...sets.map(([, set]) => shown(set[effect]))]))}`;
}
