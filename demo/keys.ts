import { randomBytes } from 'node:crypto';

/** Every secret of the demo. None is ever written down: they are made anew at each start. */
export interface Keys {
  /** 32 bytes in base64url: what the companion server encrypts and signs with. */
  readonly serverSecret: string;
  /** `whsec_` and base64: shared by the companion server and the shop's backend. */
  readonly hookSecret: string;
  /** What the simulated providers know the shop by. */
  readonly kakaopaySecretKey: string;
  readonly kakaopayRepairSecretKey: string;
  readonly tossSecret: string;
  /** 32 bytes in base64url: what the shop signs order tickets with. */
  readonly ticketSecret: string;
  /** 32 bytes in base64url: what the way to the page of the shop's points is signed with. */
  readonly pointsSecret: string;
}

export const newKeys = (): Keys => ({
  serverSecret: randomBytes(32).toString('base64url'),
  hookSecret: `whsec_${randomBytes(32).toString('base64')}`,
  kakaopaySecretKey: newKakaoPayKey(),
  kakaopayRepairSecretKey: newKakaoPayKey(),
  tossSecret: randomBytes(16).toString('hex'),
  ticketSecret: randomBytes(32).toString('base64url'),
  pointsSecret: randomBytes(32).toString('base64url'),
});

const newKakaoPayKey = (): string => `DEV${randomBytes(19).toString('hex').toUpperCase()}`;
