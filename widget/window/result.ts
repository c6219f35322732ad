import { PayResult } from './pay-result.ts';

customElements.define('pay-result', PayResult);
