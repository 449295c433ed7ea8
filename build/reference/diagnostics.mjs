import { plain, table } from './markdown.mjs';

/** The hundreds tell the room. */
const ROOMS = [
  [100, 'Files'], [200, 'Data'], [300, 'ONNX'], [400, 'The network language, platforms'], [500, 'Networks and passes'], [600, 'Targets and sweeps'], [700, 'Mapping'],
  [800, 'Simulation and command line'], [900, 'Other formats, assumptions, circuits'],
];

export function diagnosticsPage({ messages }) {
  const codes = Object.keys(messages).sort();
  const rooms = ROOMS.map(([from, title]) => {
    const own = codes.filter((one) => Math.floor(Number(one.slice(1)) / 100) * 100 === from);
    return own.length === 0 ? '' : `## ${title}\n\n${table(['code', 'severity', 'message', 'explanation'], own.map((one) => row(one, messages[one])))}\n`;
  });
  return `A diagnostic has a code, a file, a place in it, what is wrong, and a remedy. An error ends the command with exit code 1 after all that could be found were told; warnings and notes do not.
\`synaptile explain CODE\` prints the explanation. In the messages below ‹words› stand for what a message names; one that is put together in several ways is shown in one of them, or left out (-).

${rooms.join('\n')}`;
}

function row(code, { severity, text, explanation }) {
  return [`<a id="${code.toLowerCase()}"></a>${code}`, severity, plain(pattern(text)), plain(explanation)];
}

/** The message with a word for each of its arguments; `-` where it counts with them, or takes them apart. */
function pattern(text) {
  try {
    const shown = text(new Proxy({}, { get: (_, key) => `‹${String(key)}›` }));
    return /NaN|undefined|\[object|‹length›/.test(shown) ? '-' : shown;
  } catch {
    return '-';
  }
}
