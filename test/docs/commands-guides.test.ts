import { followPages } from './follow.ts';

followPages((page) => page.startsWith('docs/') && page !== 'docs/tutorial.md');
