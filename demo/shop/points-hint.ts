import { POINTS } from '../points.ts';
import { won } from './catalog.ts';
import { html } from './html.ts';

/** What somebody who tries the shop has to know to pay by its points. */
export const POINTS_HINT = html`
  <p class="hint">
    ${POINTS.name.ko} ${won(POINTS.balance)}을 미리 넣어 두었어요. 비밀번호는 ${POINTS.pin}예요.
  </p>
`;
