import { printable } from '../diagnostics/printable.ts';
import type { CalibrationRecord, PopulationConversion, ProjectionQuantisation } from '../ir/calibration.ts';
import { formatConstant, formatPercent, plural } from './quantity.ts';

/** What calibration did to one population and the projections into it. */
export interface CalibratedPopulation {
  readonly population: string;
  /** Null for one that spiked before. */
  readonly conversion: PopulationConversion | null;
  readonly projections: readonly ProjectionQuantisation[];
}

/** The populations of a record, in its order. */
export function calibratedPopulations({ conversion, quantisation }: CalibrationRecord): readonly CalibratedPopulation[] {
  const names = new Set([...conversion, ...quantisation].map(({ population }) => population));
  return [...names].map((population) => ({
    population,
    conversion: conversion.find((one) => one.population === population) ?? null,
    projections: quantisation.filter((one) => one.population === population),
  }));
}

/** A line for the samples, then one a population; names are made safe to print. */
export function describeCalibration(record: CalibrationRecord): readonly string[] {
  return [`calibration: ${describeSamples(record)}`, ...calibratedPopulations(record).map(({ population, conversion, projections }) => {
    const parts = [...(conversion ? [describeConversion(conversion, record.data !== null)] : []), ...projections.map(describeQuantisation)];
    return `calibration of ${printable(population)}: ${parts.join('; ')}`;
  })];
}

/** `1,000 samples of calib.npy`. */
export function describeSamples({ data }: CalibrationRecord): string {
  return data === null ? 'no data' : `${plural(data.samples, 'sample')} of ${printable(data.file)}`;
}

/** `0.812 to 1.34`, or one number where all channels have the same. */
export function formatThresholds({ smallestThreshold, largestThreshold }: PopulationConversion): string {
  const [least, most] = [threeDigits(smallestThreshold), threeDigits(largestThreshold)];
  return least === most ? least : `${least} to ${most}`;
}

/** A ratio of signal to noise; `exact` where nothing was lost, `no signal` where all of it was noise, a dash where nobody looked. */
export function formatNoise(ratio_dB: number | null, measured: boolean): string {
  if (ratio_dB === null) return measured ? 'exact' : '–';
  return ratio_dB === -Infinity ? 'no signal' : `${ratio_dB.toFixed(1)} dB`;
}

/** Of the drive: exact where the weights are; a dash where nobody looked. */
export function formatDriveNoise({ weightSignalToNoise_dB, driveSignalToNoise_dB }: ProjectionQuantisation): string {
  return formatNoise(driveSignalToNoise_dB, weightSignalToNoise_dB === null);
}

/** Mean spikes of a neuron in a timestep. */
export function formatRate({ meanRate }: PopulationConversion): string {
  return threeDigits(meanRate);
}

/** Accuracy cost of a projection; a dash where nobody looked. */
export function formatChanged({ changedPredictions }: ProjectionQuantisation): string {
  return changedPredictions === null ? '–' : formatPercent(changedPredictions, 2);
}

const METHODS: Readonly<Record<ProjectionQuantisation['method'], string>> = { 'levels-of-file': 'levels of the file', nearest: 'nearest', 'error-feedback': 'error feedback' };

/** `4 bits, error feedback`; mid-tread is what levels are where nothing else is said. */
export function describeLevels({ bits, rise, method }: ProjectionQuantisation): string {
  return `${plural(bits, 'bit')}${rise === 'mid-rise' ? ' mid-rise' : ''}, ${METHODS[method]}`;
}

function describeConversion(one: PopulationConversion, measured: boolean): string {
  return `thresholds ${formatThresholds(one)}, signal to noise ${formatNoise(one.signalToNoise_dB, measured)}, ${formatPercent(one.silentShare, 1)} silent, ${formatRate(one)} spikes a timestep`;
}

function describeQuantisation(one: ProjectionQuantisation): string {
  const changed = one.changedPredictions === null ? '' : `, ${formatChanged(one)} of predictions change`;
  return `${printable(one.projection)} ${describeLevels(one)}, signal to noise of weights ${formatNoise(one.weightSignalToNoise_dB, true)}, `
    + `of drive ${formatDriveNoise(one)}${changed}`;
}

function threeDigits(value: number): string {
  return formatConstant(Number(value.toPrecision(3)));
}
