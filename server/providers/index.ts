export { kakaopay } from './kakaopay/kakaopay.ts';
