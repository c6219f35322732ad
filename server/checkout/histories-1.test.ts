import { histories } from '../testing/histories.ts';

await histories('first share');
