import type { Message } from './message.ts';
import { assumptionMessages } from './messages/assumptions.ts';
import { calibrationMessages } from './messages/calibration.ts';
import { chipCalibrationMessages } from './messages/chip-calibration.ts';
import { componentMessages } from './messages/components.ts';
import { crossbarMessages } from './messages/crossbar.ts';
import { crossbarWireMessages } from './messages/crossbar-wires.ts';
import { dataMessages } from './messages/data.ts';
import { deviceMessages } from './messages/devices.ts';
import { fileMessages } from './messages/files.ts';
import { givenMappingMessages } from './messages/given-mapping.ts';
import { inputCodingMessages } from './messages/input-coding.ts';
import { integerNeuronMessages } from './messages/integer-neurons.ts';
import { interchangeMessages } from './messages/interchange.ts';
import { languageMessages } from './messages/language.ts';
import { levelMessages } from './messages/levels.ts';
import { precisionMessages } from './messages/precision.ts';
import { libraryMessages } from './messages/library.ts';
import { mitigationMessages } from './messages/mitigations.ts';
import { mappingMessages } from './messages/mapping.ts';
import { networkMessages } from './messages/network.ts';
import { networkSimulationMessages } from './messages/network-simulation.ts';
import { neuronCircuitMessages } from './messages/neuron-circuits.ts';
import { nirMessages } from './messages/nir.ts';
import { onnxMessages } from './messages/onnx.ts';
import { onnxActivationMessages } from './messages/onnx-activations.ts';
import { onnxQuantisedMessages } from './messages/onnx-quantised.ts';
import { onnxSpikingMessages } from './messages/onnx-spiking.ts';
import { placementMessages } from './messages/placement.ts';
import { platformMessages } from './messages/platforms.ts';
import { somaCircuitMessages } from './messages/soma-circuits.ts';
import { simulationMessages } from './messages/simulation.ts';
import { targetMessages } from './messages/target.ts';
import { sweepMessages } from './messages/sweep.ts';
import { traceMessages } from './messages/traces.ts';
import { trainingMessages } from './messages/training.ts';
import { temporalMessages } from './messages/temporal.ts';
import { temporalExecutionMessages } from './messages/temporal-execution.ts';

/** The table of all diagnostics. The hundreds tell the room: 1 files, 2 data, 3 ONNX, 4 language (from 470 platforms), 5 network and passes, 6 targets, 7 mapping, 8 simulation, 9 other formats and what files leave open. */
export const messages = {
  ...fileMessages,
  ...dataMessages,
  ...onnxMessages,
  ...onnxActivationMessages,
  ...onnxQuantisedMessages,
  ...onnxSpikingMessages,
  ...languageMessages,
  ...networkMessages,
  ...inputCodingMessages,
  ...calibrationMessages,
  ...levelMessages, ...precisionMessages,
  ...integerNeuronMessages,
  ...temporalMessages,
  ...temporalExecutionMessages,
  ...targetMessages,
  ...traceMessages,
  ...trainingMessages,
  ...sweepMessages,
  ...deviceMessages, ...componentMessages,
  ...mappingMessages,
  ...simulationMessages,
  ...somaCircuitMessages,
  ...crossbarWireMessages,
  ...networkSimulationMessages,
  ...givenMappingMessages,
  ...placementMessages,
  ...platformMessages,
  ...mitigationMessages, ...chipCalibrationMessages,
  ...crossbarMessages,
  ...neuronCircuitMessages,
  ...libraryMessages,
  ...nirMessages,
  ...interchangeMessages,
  ...assumptionMessages,
} as const;

export type Code = keyof typeof messages;
export type Arguments<C extends Code> = (typeof messages)[C] extends Message<infer A> ? A : never;
