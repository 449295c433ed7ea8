import { message } from '../message.ts';

/** S890 to S899: how chips are calibrated and compared, and what their crossbars demand. */
export const chipCalibrationMessages = {
  S890: message<Record<string, never>>('error',
    () => 'the ranges of the column converters are to follow calibration samples, and there are none',
    () => 'name unlabelled samples with --calibrate, or give adcCalibration "sigmas" and "activity", which need none',
    'adcCalibration with "samples" sets the full scale of every column converter by the sums that the written chip makes of a few samples, population by population. They need no labels, and should not be those that accuracy is measured on.'),
  S891: message<{ target: string; reason: string }>('error',
    ({ target, reason }) => `${target} has no room for weights that lie in several memory cells: ${reason}`,
    () => 'give cells more bits (--cell-bits), weights fewer (--bits), or take a target with larger or more crossbars',
    'Where a memory cell holds fewer bits than a weight, a weight lies in several cells: in as many crossbars of a core, or where it has too few of them, in neighbouring columns of one. The mapping leaves room for all of them.'),
  S893: message<{ device: string; missing: string }>('error',
    ({ device, missing }) => `programAndVerify says no ${missing}, and ${device} does not either`,
    () => 'write programAndVerify={"passes":10,"tolerance":0.01}, or give "write.verify" in the device file',
    'Program-and-verify writes a device, reads it, and writes it again until it is within a tolerance of its target (a share of the range from off to on) or the passes are used up. Both numbers are properties of the programming algorithm: of the effect, or of the memory device.'),
  S892: message<{ cells: number; mapped: number; used: number; available: number; bits: number }>('warning',
    ({ cells, mapped, used, available }) => `a weight lies in ${cells} cells (bitSlicing), and the configuration was mapped for ${mapped}: that takes ${used} crossbars where the mapping has ${available}`,
    ({ bits }) => `compile with --cell-bits ${bits}, so that cores are filled with all cells of a weight`,
    'Energy and devices are counted for all cells of a weight, but the crossbars, cores and ways in the mesh are those of the configuration. Compiled with as many bits a cell it demands the crossbars or columns that the cells need.'),
} as const;
