/** The shop's own points, as its buyers know them, and the one buyer who has some. */
export const POINTS = {
  name: { ko: '온유 적립금', en: 'Onyu points' },
  pin: '1234',
  /** At each start, in won. */
  balance: 100_000,
} as const;
