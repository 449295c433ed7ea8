/** The library: read, compile, simulate, report. */

// The main job: a model file becomes a configuration, which runs on data; the report prices what was counted.
export { read, type Model, type ReadOptions } from './library/model.ts';
export { dataOf, readData, type Data, type DataOptions, type DataUser, type SampleOptions } from './library/data.ts';
export { compile, openConfiguration, type Compiled, type CompileOptions, type OpenOptions } from './library/compile.ts';
export type { PassChoices } from './library/compile-options.ts';
export { simulate, type SimulateOptions, type Simulation } from './library/simulate.ts';
export { report } from './library/report.ts';
export { interpret, type Interpretation, type InterpretOptions, type InterpretReport } from './library/interpret.ts';
export type { Report } from './report/report.ts';
export { renderHtml, renderText } from './library/render.ts';
export { writeTrace } from './library/trace.ts';
export { writeAnnotated } from './library/annotate.ts';
export type { PotentialChoice } from './simulate/potential-choice.ts';
export { renderJson } from './report/json.ts';
export { DEFAULTS } from './library/defaults.ts';
export { VERSION } from './library/version.ts';
export type { Observed, Observer } from './library/observer.ts';

// Training: networks of temporal coding.
export { train, type Training, type TrainOptions } from './library/train.ts';
export type { TrainingSummary } from './library/train-summary.ts';

// Comparisons: one network in several ways, side by side.
export { compareMappers, type ComparedMappers, type CompareMappersOptions } from './library/compare-mappers.ts';
export { compareMitigations, type CompareMitigationsOptions } from './library/compare-mitigations.ts';

// Findings: errors, warnings and notes about what the user gave.
export { DiagnosticError, type Diagnostic } from './diagnostics/diagnostic.ts';
export { renderDiagnostic } from './diagnostics/render.ts';

// Stages: the network on its way to the chip, and the passes that lower it.
export { compile as runPasses, compileInTurns as runPassesInTurns, DEFAULT_OPTIONS, PASSES, verify, type Compilation, type CompileOptions as PassOptions } from './compile.ts';
export { parseStage, printStage } from './ir/stage-text.ts';
export type { Stage } from './ir/stage.ts';
export type { Network } from './ir/network.ts';
export type { Configuration } from './ir/configuration.ts';
export type { Dataset } from './ir/dataset.ts';

// Hardware: targets, and what devices and converters do to crossbars.
export type { Target } from './ir/target.ts';
export { IDEAL, type NonIdealities } from './ir/non-idealities.ts';
export { loadNonIdealities, loadTarget } from '../targets/load.ts';
export { simulateChips, type ChipChoice, type ChipsOptions } from './simulate/simulate.ts';
export { summariseMapping } from './report/mapping.ts';
