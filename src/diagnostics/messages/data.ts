import { message } from '../message.ts';

/** S2xx: input data and labels. */
export const dataMessages = {

} as const;
