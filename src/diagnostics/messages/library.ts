import { message } from '../message.ts';

/** S993..S998: options of the library, which come from programs. */
export const libraryMessages = {
  S993: message<{ of: string; name: string; meant: string | null; known: string }>('error',
    ({ of, name }) => `${of}() has no option ${name}`,
    ({ meant, known }) => (meant === null ? `its options: ${known}` : `perhaps ${meant} is meant; its options: ${known}`),
    'Functions of the library take the options of the command line by their names in camel case. A name that is not known would be read and ignored, so it is an error.'),
  S994: message<{ of: string; name: string; value: string; allowed: string }>('error',
    ({ of, name, value, allowed }) => `${of}(): option ${name} is ${value}, and must be ${allowed}`,
    () => 'leave it out for its default, or give a value that is allowed',
    'Options of the library have the values that the command line allows, as numbers, texts and booleans of the program.'),
} as const;
