declare const SYNAPTILE_VERSION: string | undefined;

/** Version of the package, as in every report; the build puts it in, and sources that run without it have none. */
export const VERSION: string = typeof SYNAPTILE_VERSION === 'string' ? SYNAPTILE_VERSION : '0.0.0';
