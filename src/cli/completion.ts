import type { Command } from 'commander';
import { bashScript } from './completion/bash.ts';
import { describeCommands, type CompletedCommand } from './completion/describe.ts';
import { fishScript } from './completion/fish.ts';
import { zshScript } from './completion/zsh.ts';

const SCRIPTS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** A script that completes this command line in a shell, made from the declarations of its commands. @param shell bash, zsh or fish */
export function completion(shell: string, program: Command): void {
  process.stdout.write(SCRIPTS[shell]!(describeCommands(program)));
}
