import { compile, dataOf, DiagnosticError, read, readData, renderHtml, renderJson, renderText, report, simulate, type Report, type Simulation } from 'synaptile';

/** A program of a user, compiled with strict types against the packed library. */
export async function accuracyOf(file: string, images: string): Promise<number | null> {
  const model = await read(file, { assume: ['dt=1ms'] });
  const data = await readData(images, model, { labels: [1, 2, 3] });
  const compiled = await compile(model, { target: 'rram-128', bits: 4, mapper: 'tiles', data });
  const simulation: Simulation = await simulate(compiled, data, { trials: 2, nonIdealities: 'typical' });
  const made: Report = report(simulation);
  const pages: readonly string[] = [renderText(made), renderJson(made), await renderHtml(made, simulation)];
  const code: string | undefined = new DiagnosticError([]).diagnostics[0]?.code;
  // @ts-expect-error a target is needed
  await compile(model, { bits: 4 });
  // @ts-expect-error there is no such option
  await simulate(compiled, dataOf(new Float32Array(4), [2]), { trails: 2 });
  return pages.length > 0 && code === undefined ? made.accuracy.value : null;
}
