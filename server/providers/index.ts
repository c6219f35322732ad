export { house } from './house/house.ts';
export { kakaopay } from './kakaopay/kakaopay.ts';
export { tosspayments } from './tosspayments/tosspayments.ts';
