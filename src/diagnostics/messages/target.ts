import { message } from '../message.ts';

/** S6xx: targets and devices. */
export const targetMessages = {

} as const;
