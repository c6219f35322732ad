import { histories } from '../testing/histories.ts';

await histories('third share');
