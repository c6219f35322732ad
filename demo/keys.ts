import { randomBytes } from 'node:crypto';

/** Every secret of the demo. None is ever written down: they are made anew at each start. */
export interface Keys {
  /** 32 bytes in base64url: what the companion server encrypts and signs with. */
  readonly serverSecret: string;
  /** `whsec_` and base64: shared by the companion server and the shop's backend. */
  readonly hookSecret: string;
  /** What the simulated providers know the shop by. */
  readonly kakaopaySecretKey: string;
  readonly tossSecret: string;
}

export const newKeys = (): Keys => ({
  serverSecret: randomBytes(32).toString('base64url'),
  hookSecret: `whsec_${randomBytes(32).toString('base64')}`,
  kakaopaySecretKey: `DEV${randomBytes(19).toString('hex').toUpperCase()}`,
  tossSecret: randomBytes(16).toString('hex'),
});
