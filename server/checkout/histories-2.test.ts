import { histories } from '../testing/histories.ts';

await histories('second share');
