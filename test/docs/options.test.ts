import { describe, expect, test } from 'vitest';
import type { Command } from 'commander';
import { makeProgram } from '../../src/cli/program/program.ts';
import { blocksOf, commandsOf } from './blocks.ts';
import { allPages, pagesForUsers, textOf } from './pages.ts';

/** Commands that any page shows, also those that take too long to be run: commands and options must exist, and values must be ones that they take. */
Object.assign(globalThis, { SYNAPTILE_VERSION: '0.0.0' });

/** What may be said against an excerpt. */
const EXCERPT = ['commander.missingMandatoryOptionValue', 'commander.missingArgument', 'commander.optionMissingArgument', 'commander.excessArguments', 'commander.help'];

const COMMANDS = allPages().flatMap((page) => commandLines(textOf(page)).map((line) => ({ page, line })));

test('commands are found at all', () => {
  expect(COMMANDS.length).toBeGreaterThan(60);
  expect(commandLines('```\n$ synaptile run a.onnx \\\n    --bits 4   # few\nsynaptile targets; synaptile passes > list\n```\n')).toEqual(['run a.onnx --bits 4', 'targets', 'passes']);
  expect(complaint('run a.onnx --target loihi --input x --bytes 4')).toContain("unknown option '--bytes'");
  expect(complaint('run a.onnx --target loihi --input x --bits four')).toContain('--bits');
});

describe('commands in pages are ones that synaptile takes', () => {
  test.each([...new Set(COMMANDS.map(({ page }) => page))])('%s', (page) => {
    const wrong = COMMANDS.filter((one) => one.page === page).flatMap(({ line }) => complaint(line) ?? []);
    expect(wrong).toEqual([]);
  });
});

test('commands within the text name options and values that there are', () => {
  const inline = pagesForUsers().flatMap((page) => inlineCommands(textOf(page)).map((line) => ({ page, line })));
  expect(inline.length).toBeGreaterThan(50);
  expect(inline.flatMap(({ page, line }) => (complaint(line, true) === null ? [] : `${page}: ${complaint(line, true)}`))).toEqual([]);
});

/** Parameters of every `synaptile ...` between backquotes; of alternatives (`bash|zsh`) the first. */
function inlineCommands(page: string): readonly string[] {
  const prose = page.replaceAll(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/`synaptile ([^`\n]+)`/g)].map(([, code]) => code!.replaceAll(/\s*(?:\.\.\.|…)|\|\S+|\s>.*/g, '').replaceAll(/\[(--[^\]]*)\]/g, '$1'));
}

/** Parameters of every `synaptile ...` in fenced and indented blocks, without comments and redirections; what stands in brackets (`[--json]`) is taken as given. */
function commandLines(page: string): readonly string[] {
  const indented = joined(page).split('\n').filter((line) => /^ {4}(?:\$ )?synaptile /.test(line));
  const fenced = blocksOf(page).flatMap((block) => (block.language === 'console' ? commandsOf(block).map(({ command }) => command) : joined(block.lines.join('\n')).split('\n')));
  return [...fenced, ...indented].flatMap((line) => {
    const code = line.replace(/(^|\s)# .*$/, '').trim().replace(/^\$ /, '').replaceAll(/\[(--[^\]]*)\]/g, '$1');
    return code.split(/;|&&|\|/).map((part) => part.trim()).flatMap((part) => {
      const found = /^(?:npx )?(?:synaptile|node dist\/cli\.js) (?<rest>.*?)\s*(?:[0-9]?>.*)?$/.exec(part);
      return found ? [found.groups!['rest']!.trim()] : [];
    });
  });
}

/** A backslash continues a line. */
function joined(text: string): string {
  return text.replaceAll(/\\\n\s*/g, '');
}

/** What commander says against the parameters; null where it takes them. Of an excerpt (`run net.onnx ... --limit 8`) nothing may be wrong, but something may be missing. */
function complaint(line: string, excerpt = /(?:^| )\.\.\.(?: |$)/.test(line)): string | null {
  const program = makeProgram();
  const said: string[] = [];
  forEvery(program, (command) => command.configureOutput({ writeErr: (text) => said.push(text), writeOut: () => {} }).exitOverride());
  forEvery(program, (command) => { if (command.parent) command.action(() => {}); });
  try {
    program.parse(words(line), { from: 'user' });
    return null;
  } catch (error) {
    const { code } = error as { code?: string };
    const fine = ['commander.version', 'commander.helpDisplayed', ...(excerpt ? EXCERPT : [])];
    return fine.includes(code ?? '') ? null : `synaptile ${line}: ${said.join('').trim() || String(error)}`;
  }
}

function forEvery(command: Command, act: (command: Command) => void): void {
  act(command);
  for (const one of command.commands) forEvery(one, act);
}

/** Splits at spaces; quotes keep them. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) => word.replaceAll(/['"]/g, ''));
}
