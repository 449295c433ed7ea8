import { followPages } from './follow.ts';

followPages((page) => page !== 'README.md' && !page.startsWith('docs/'));
