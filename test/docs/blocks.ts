/** A fenced block of a page of Markdown. */
export interface Block {
  /** What follows the opening fence: `console`, `sh`, `python`, ... */
  readonly language: string;
  readonly lines: readonly string[];
  /** Index of its first line in the page. */
  readonly at: number;
  /** Text of the HTML comments right before it. */
  readonly remarks: readonly string[];
}

/** A command of a block of the language `console`, and what the page shows after it. */
export interface Shown {
  /** As typed, continued lines joined. */
  readonly command: string;
  readonly output: readonly string[];
  /** Lines of the command as they stand in the page. */
  readonly typed: readonly string[];
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  const lines = page.split('\n');
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const open = /^(\s*)(```+)\s*(\S*)/.exec(lines[i]!);
    if (!open) continue;
    const end = lines.findIndex((line, k) => k > i && line.trim() === open[2]);
    if (end < 0) break;
    blocks.push({ language: open[3]!, lines: lines.slice(i + 1, end), at: i + 1, remarks: remarksBefore(lines, i) });
    i = end;
  }
  return blocks;
}

/** Commands begin with `$ `; a backslash continues a line. */
export function commandsOf(block: Block): readonly Shown[] {
  const found: { command: string; output: string[]; typed: string[] }[] = [];
  let open = false;
  for (const line of block.lines) {
    const last = found.at(-1);
    if (open && last) {
      last.typed.push(line);
      last.command = `${last.command.slice(0, -1).trimEnd()} ${line.trim()}`;
    } else if (line.startsWith('$ ')) found.push({ command: line.slice(2), output: [], typed: [line] });
    else if (last) last.output.push(line);
    else throw new Error(`a block of the language console begins with "${line}", which is no command`);
    open = found.at(-1)!.command.endsWith('\\') && (open || line.startsWith('$ '));
  }
  return found;
}

/** Value of a remark such as `shown: Accuracy`; null where there is none. */
export function remark({ remarks }: Block, name: string): string | null {
  const found = remarks.find((text) => text === name || text.startsWith(`${name}:`));
  return found === undefined ? null : found.slice(name.length + 1).trim();
}

function remarksBefore(lines: readonly string[], fence: number): readonly string[] {
  const found: string[] = [];
  for (let i = fence - 1; i >= 0; i--) {
    const comment = /^\s*<!--(.*)-->\s*$/.exec(lines[i]!);
    if (!comment && lines[i]!.trim() !== '') break;
    if (comment) found.push(comment[1]!.trim());
  }
  return found;
}
