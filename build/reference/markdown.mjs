/** A table; cells may hold anything but line breaks. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

/** Text of a cell: what would end it, or look like markup, is escaped. */
export function cell(text) {
  return String(text).replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}

/** Plain text outside code: angle brackets would be taken for HTML. */
export function plain(text) {
  return String(text).replaceAll('<', '&lt;');
}

/** As code; none of the texts holds a back-tick. */
export function code(text) {
  return `\`${text}\``;
}

/** `value`, or what a missing one means. */
export function or(value, missing) {
  return value === null || value === undefined ? missing : String(value);
}

/** A number, with a space between thousands left out and no more digits than it has. */
export function number(value) {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** Plain text with a capital and a full stop. */
export function sentence(text) {
  const whole = plain(cell(text));
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}${whole.endsWith('.') ? '' : '.'}`;
}
