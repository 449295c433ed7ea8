import { SCRIPT } from '../../../src/report/html/script.ts';

/** The page without the one script that it may run; any other is left in, and so are its data. */
export function withoutOwnScript(page: string): string {
  return page.replace(`<script>${SCRIPT}</script>`, '');
}
