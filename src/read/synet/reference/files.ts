import { ebnf } from '../../../../grammar/ebnf.ts';
import { rules } from '../../../../grammar/rules.ts';
import { describeLanguage } from './description.ts';
import { fillPage, referenceSections } from './markdown.ts';
import { languagePage } from './page.ts';
import { textMateGrammar } from './textmate.ts';

const PAGE = 'grammar/README.md';

/**
 * The files of the repository that are made from the tables of the language, by path from its root; `npm run language` writes them and
 * a test compares them.
 * @param read text of a file of the repository
 */
export function languageFiles(read: (file: string) => string): ReadonlyMap<string, string> {
  const language = describeLanguage();
  const example = (file: string): string => `\`\`\`synet\n${read(`examples/${file}`).trimEnd()}\n\`\`\``;
  const sections = { ...referenceSections(language), xor: example('xor.synet'), recurrent: example('models/recurrent.synet'), ebnf: `\`\`\`\n${ebnf(rules())}\n\`\`\`` };
  return new Map([
    [PAGE, fillPage(read(PAGE), sections)],
    ['grammar/language.html', languagePage(language)],
    ['grammar/editors/language.json', json(language)],
    ['grammar/editors/synet.tmLanguage.json', json(textMateGrammar(language))],
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
