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
export { renderHtml, renderInterpretation, renderText } from './library/render.ts';
export { checkAnnotation, isNetworkFile, writeAnnotated, writeNetwork, writeStages, writeTrace } from './library/write.ts';
export { compareStages, inspect, verifyNetworkOf, type Inspected, type InspectionFormat } from './library/inspect.ts';
export type { PotentialChoice } from './simulate/potential-choice.ts';
export { renderJson } from './report/json.ts';
export { DEFAULTS } from './library/defaults.ts';
export { VERSION } from './library/version.ts';
export type { Observed, Observer } from './library/observer.ts';

// Training: networks of temporal coding.
export { train, type Training, type TrainOptions } from './library/train.ts';
export type { TrainingReport, TrainingSummary } from './library/train-summary.ts';

// Estimates: what a network costs on a published hardware platform.
export { estimate } from './library/estimate.ts';
export type { EstimateOptions } from './library/estimate-options.ts';
export { layersOf, readLayers, type Layers } from './library/layers.ts';
export { renderEstimateJson } from './report/estimate/json.ts';
export { renderEstimateText } from './report/estimate/text.ts';
export type { EstimateReport } from './report/estimate/report.ts';
export { PLATFORMS } from './platforms/platforms.ts';

// Crossbars: one crossbar with its wires.
export { crossbarNetlist, type CrossbarOptions, solveCrossbar, type VectorOptions } from './library/crossbar.ts';
export { readCase } from './read/crossbar-case/read-case.ts';
export type { CrossbarCase } from './ir/crossbar-case.ts';
export { renderCrossbarJson } from './report/crossbar/json.ts';
export { renderCrossbarText } from './report/crossbar/text.ts';
export type { CrossbarReport } from './report/crossbar/summary.ts';

// Comparisons: one network in several ways, side by side.
export { compareMappers, type ComparedMappers, type CompareMappersOptions } from './library/compare-mappers.ts';
export { renderCircuitPage, renderEstimatePage, renderMappingPage, renderSweepPage, renderSweepSvg, chooseSweepAxes } from './library/pages.ts';
export { compareMitigations, type CompareMitigationsOptions } from './library/compare-mitigations.ts';
export type { MappingComparison } from './report/comparison/compare.ts';
export type { MitigationComparison } from './report/mitigation-comparison.ts';

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

// Parts of the main job: what the functions above ask beforehand, and what they are made of.
export { checkChipOptions, type ChipOptions } from './library/chip-options.ts';
export { mappersNamed } from './library/compare-mappers.ts';
export { optionOf, passOptionsOf, stageNamed } from './library/compile-options.ts';
export { checkCompileOptions } from './library/compile.ts';
export { firstSamples, randomDataset } from './library/data.ts';
export { parseMitigations } from './library/mitigations.ts';
export { withTimesteps } from './library/model.ts';
export type { PacketOptions } from './library/network-options.ts';
export { parsePotentials } from './library/potential-options.ts';
export { PROVEN_SAMPLES } from './library/prove.ts';
export { checkSimulateOptions, nonIdealitiesOf } from './library/simulate.ts';
export type { CircuitOptions } from './library/soma-circuit.ts';
export { cancelSweepJobs, localEngine, slurmEngine } from './library/sweep-engines.ts';
export { checkTemporalOptions } from './library/temporal-options.ts';
export { checkTrainOptions } from './library/train.ts';

// Parts of reading: model files, samples, and what readers assume.
export { checkWritable, writeAtomically } from './files.ts';
export { assumptionNotes } from './read/assumptions.ts';
export { readModel } from './read/model.ts';

// Parts of stages: their names and what they hold.
export { MAPPERS } from '../passes/mappers.ts';
export type { PassRecord } from './compile.ts';
export { type MitigationNumber, MITIGATIONS } from './ir/mitigations.ts';
export { OBJECTIVES } from './ir/objective.ts';
export { networkOf, STAGE_NAMES, type StageName } from './ir/stage.ts';
export { isTemporal } from './ir/temporal.ts';

// Parts of hardware: targets, circuits and components that come with Synaptile.
export { type ComponentLibraryFile, QUANTITIES } from '../targets/component-schema.ts';
export { builtInLibraries, type Component, componentsOf, loadLibrary } from '../targets/components.ts';
export { builtInNeuronCircuits, loadNeuronCircuit } from '../targets/load-circuit.ts';
export { builtInDevices, builtInNonIdealities, builtInTargets } from '../targets/load.ts';
export type { ChipGrid } from '../targets/several-chips.ts';
export type { TechnologyRule } from '../targets/technology/rule.ts';
export { TECHNOLOGY_RULES } from '../targets/technology/rules.ts';

// Parts of findings: the table of diagnostics.
export { diagnose, fail, stopOnErrors } from './diagnostics/diagnostic.ts';
export type { Message } from './diagnostics/message.ts';
export { type Code, messages } from './diagnostics/messages.ts';

// Parts of simulation: methods for crossbars with wires, neuron circuits.
export { checkCrossbarOptions } from './library/crossbar.ts';
export { type MethodName, METHODS } from './simulate/crossbar/wires/methods.ts';
export { transferCurve } from './simulate/neuron/transfer-curve.ts';

// Parts of estimates: layers, platforms, and what a report compares.
export { checkEstimateOptions } from './library/estimate-options.ts';
export type { Mode, Platform, Role } from './platforms/estimate.ts';
export type { Layer, LayerList } from './platforms/layer-list.ts';
export type { NetFile } from './platforms/net-schema.ts';
export type { ComparedSystem, Vulnerability } from './report/estimate/comparison.ts';

// Parts of reports: texts and tables.
export { renderCircuitText } from './report/circuit/text.ts';
export { renderComparison as renderMappingComparison } from './report/comparison/text.ts';
export { renderErrorsCsv, renderOutputsCsv, renderSpikesCsv } from './report/csv.ts';
export { describeStage } from './report/describe-stage.ts';
export { renderComparison as renderMitigationComparison } from './report/mitigation-comparison.ts';
export { paint } from './report/terminal.ts';
export { checkTraceFiles } from './report/trace/write-trace.ts';

// Parts of sweeps: plans, folders of records, engines.
export { drive, type SweepOutcome } from './sweep/drive.ts';
export type { Engine } from './sweep/engine/engine.ts';
export type { PoolMessage, PoolOrder } from './sweep/engine/local.ts';
export { parsePoints } from './sweep/engine/slurm/batches.ts';
export { layout } from './sweep/folder/layout.ts';
export { lockFolder } from './sweep/folder/lock.ts';
export { type Manifest, manifestOf, openFolder, readManifest } from './sweep/folder/manifest.ts';
export { finishedPoints, missingPoints } from './sweep/folder/records.ts';
export type { DeclaredOption } from './sweep/plan/declared.ts';
export { type PlanFile, variedNames } from './sweep/plan/plan.ts';
export { readPlan } from './sweep/plan/read-plan.ts';
export { MOST_POINTS } from './sweep/plan/schema.ts';
export { costsOf, frontOf } from './sweep/results/pareto.ts';
export { readRows, type Row } from './sweep/results/rows.ts';
export { cellOf, renderResultsCsv, renderResultsJson, type SweepResults, writeResults } from './sweep/results/tables.ts';
export { countPoints, pointsOf } from './sweep/space/points.ts';
export { renderStatus, statusOf } from './sweep/status.ts';
export { openTask, type RunPoint, type Task } from './sweep/task.ts';

// Parts of training: what an epoch tells.
export type { EpochResult } from './train/trainer.ts';
