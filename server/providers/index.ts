export { kakaopay } from './kakaopay/kakaopay.ts';
export { tosspayments } from './tosspayments/tosspayments.ts';
