import { message } from '../message.ts';

/** S1xx: files of any kind. */
export const fileMessages = {
  S101: message<{ reason: string }>('error',
    ({ reason }) => `cannot be read: ${reason}`,
    () => 'check that the path exists and that you may read it',
    'The file named on the command line, or a side file it names, could not be opened or read. Nothing was written.'),
  S102: message<{ reason: string }>('error',
    ({ reason }) => `cannot be written: ${reason}`,
    () => 'name a file in a folder that exists and that you may write to',
    'Output goes to a temporary file beside the destination and is renamed when whole, so a failed write leaves no half-written file.'),
} as const;
