import type { Message } from './message.ts';
import { dataMessages } from './messages/data.ts';
import { fileMessages } from './messages/files.ts';
import { languageMessages } from './messages/language.ts';
import { mappingMessages } from './messages/mapping.ts';
import { networkMessages } from './messages/network.ts';
import { onnxMessages } from './messages/onnx.ts';
import { simulationMessages } from './messages/simulation.ts';
import { targetMessages } from './messages/target.ts';

/** The table of all diagnostics. The hundreds tell the room: 1 files, 2 data, 3 ONNX, 4 language, 5 network and passes, 6 targets, 7 mapping, 8 simulation. */
export const messages = {
  ...fileMessages,
  ...dataMessages,
  ...onnxMessages,
  ...languageMessages,
  ...networkMessages,
  ...targetMessages,
  ...mappingMessages,
  ...simulationMessages,
} as const;

export type Code = keyof typeof messages;
export type Arguments<C extends Code> = (typeof messages)[C] extends Message<infer A> ? A : never;
