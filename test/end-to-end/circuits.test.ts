import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FOLDER, synaptile } from './synaptile.ts';

describe('synaptile circuits', () => {
  it('lists them, as text and as JSON', () => {
    expect(synaptile('circuits').stdout).toMatch(/^ideal[\s\S]*cm28-min[\s\S]*time-domain[\s\S]*phase-domain[\s\S]*besrour-2024/);
    expect((JSON.parse(synaptile('circuits', '--json').stdout) as { kind: string }[]).map(({ kind }) => kind)).toContain('voltage-domain');
  });

  it('shows one with its curve: text, JSON, page', () => {
    const { stdout } = synaptile('circuits', 'cm28-min', '--html', 'circuit.html');
    expect(stdout).toContain('the up step falls by 64.5 %');
    expect(stdout).toMatch(/a synaptic operation +not known/);
    const page = readFileSync(join(FOLDER, 'circuit.html'), 'utf8');
    expect(page).toContain('<h1>cm28-min');
    expect(page.match(/<path [^>]*stroke="var\(--blue\)"/g)?.length).toBeGreaterThan(0);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(JSON.parse(synaptile('circuits', 'cm28-min,threshold_V=0.6', '--json').stdout)).toMatchObject({ threshold_V: 0.6, transferCurve: { unit: 'V', threshold: 0.6 } });
    expect(synaptile('circuits', 'phase-domain').stdout).not.toContain('transfer curve');
  });

  it('refuses what is none, and a swing outside the supply', () => {
    expect(synaptile('circuits', 'cm28-mn')).toMatchObject({ status: 1, stderr: expect.stringContaining("did you mean 'cm28-min'?") });
    const { status, stderr } = synaptile('circuits', 'cm28-min,threshold_V=1.2');
    expect(status).toBe(1);
    expect(stderr.match(/error S990/g)).toHaveLength(1);
    expect(synaptile('circuits', '--html', 'list.html').stderr).toContain('S807');
  });
});
