/** Text that may hold words of a file, as a terminal may show it: control characters and invisible ones as '?', line ends and tabs as spaces. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => (character === '\n' || character === '\t' ? ' ' : '?'));
}

/** A word of a file as it may stand in a message: what has no letter is shown as '?', and it is not endless. */
export function printable(text: string): string {
  const shown = text.slice(0, LONGEST_SHOWN + 1).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/gu, '?');
  return shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}...` : shown;
}

const LONGEST_SHOWN = 80;
