/**
 * What of an output a page shows. The remark before a block says it:
 *
 *     shown: first 12          the first twelve lines
 *     shown: Accuracy; Chip    the paragraphs that begin with these words
 *
 * What is left out stands as a line of three dots. Without a remark all lines are shown; a command that prints nothing shows nothing.
 */
export function shownPart(output: readonly string[], remark: string | null): readonly string[] {
  if (remark === null || output.length === 0) return output;
  const first = /^first (\d+)$/.exec(remark);
  if (first) return output.length <= Number(first[1]) ? output : [...output.slice(0, Number(first[1])), '...'];
  return chosenParagraphs(output, remark.split(';').map((word) => word.trim()));
}

/** Where pages say that their folder is. */
const SHOWN_FOLDER = '/home/you/first-hour';

/** Lines of an output, without the empty ones at its end, without progress (`3 of 4 points`), and with the name of a folder that pages can show. */
export function linesOf(text: string, folder: string): readonly string[] {
  const lines = text.replaceAll(folder, SHOWN_FOLDER).replace(/\n+$/, '').split('\n').map((line) => line.trimEnd());
  return lines.filter((line) => (lines.length > 1 || line !== '') && !/^\d+ of \d+ points(?:, .+ left)?$/.test(line));
}

/** The shown lines again where only what differs from run to run has changed, else the new ones. */
export function settled(shown: readonly string[], now: readonly string[]): readonly string[] {
  return constant(shown) === constant(now) ? shown : now;
}

/**
 * The one rule of what differs from run to run: times and memory on the line `this run` of a report and those of a training and of points of a sweep, of the passes in the table of
 * --timing, and in the last column of a table headed `compiled in`. Their numbers, and the spaces around them, do not count.
 */
function constant(lines: readonly string[]): string {
  let timed = false;
  return lines.map((line) => {
    timed = line.trim() !== '' && (timed || line.endsWith('compiled in'));
    const varies = /this run| of processor, | a point, /.test(line) || /^[\w-]+ +\d+\.\d+ s /.test(line);
    if (!varies && !timed) return line;
    return line.replace(varies ? /\d[\d.,]* (?:µs|ms|s|MB|GB|processes)\b/g : / \d[\d.]* (?:ms|s)$/, ' #').replaceAll(/\s+/g, ' ');
  }).join('\n');
}

function chosenParagraphs(output: readonly string[], words: readonly string[]): readonly string[] {
  const paragraphs = paragraphsOf(output);
  const missing = words.filter((word) => !paragraphs.some((lines) => lines[0]!.trim().startsWith(word)));
  if (missing.length > 0) throw new Error(`no paragraph of the output begins with ${missing.join(', ')}:\n${output.join('\n')}`);
  const chosen = paragraphs.map((lines) => (words.some((word) => lines[0]!.trim().startsWith(word)) ? lines : null));
  return chosen.flatMap((lines, index) => {
    const before = index > 0 && chosen[index - 1] !== null;
    if (lines) return before ? ['', ...lines] : lines;
    return index > 0 && !before ? [] : ['...'];
  });
}

/** Parts between empty lines. */
function paragraphsOf(output: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = [[]];
  for (const line of output) {
    if (line.trim() === '') found.push([]);
    else found.at(-1)!.push(line);
  }
  return found.filter((lines) => lines.length > 0);
}
