import { histories } from '../testing/histories.ts';

await histories('last share');
