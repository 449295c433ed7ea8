export const CHIP_SCRIPT = '';
