/** What Ctrl-C does while a search goes on. */
export interface Interrupt {
  /** Asked between two steps of a search: whether there was a Ctrl-C since the first question. Gives the event loop a turn now and then, so that one can be noticed. */
  readonly pressed: () => boolean | Promise<boolean>;
  /** The search is over: Ctrl-C ends the program again. */
  readonly release: () => void;
}

/** Time that a search works between two turns of the event loop. */
const TURN_ms = 50;

/** The first Ctrl-C of a search is taken and remembered; a second one, or one outside of a search, ends the program as the system does, whatever it is busy with. */
export function openInterrupt(): Interrupt {
  let [searching, interrupted, turned] = [false, false, 0];
  const remember = (): void => { interrupted = true; };
  return {
    pressed: () => {
      if (!searching) process.once('SIGINT', remember);
      searching = true;
      if (performance.now() - turned < TURN_ms) return interrupted;
      return new Promise((resolve) => {
        setImmediate(() => {
          turned = performance.now();
          resolve(interrupted);
        });
      });
    },
    release: () => {
      process.off('SIGINT', remember);
      [searching, interrupted] = [false, false];
    },
  };
}
