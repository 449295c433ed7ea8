const MOST_CHARACTERS = 80;

/** A user's text for a message: at most 80 characters. */
export function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}...` : text;
}
