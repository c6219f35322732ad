import { expect } from '@open-wc/testing';
import { pollDelay } from './polling.ts';

const delays = (waiting: Parameters<typeof pollDelay>[0], count: number): number[] =>
  Array.from({ length: count }, (_, asked) => pollDelay(waiting, asked));

const times = (count: number, delay: number): number[] => Array<number>(count).fill(delay);

describe('pollDelay', () => {
  it('asks quickly while an approval is awaited, then ever more calmly', () => {
    expect(delays('approval', 22)).to.deep.equal([
      ...[300, 600, 1_000],
      ...times(5, 2_000),
      ...times(12, 5_000),
      ...times(2, 15_000),
    ]);
  });

  it('asks calmly while the buyer is in the window', () => {
    expect(delays('buyer', 19)).to.deep.equal([
      ...times(5, 2_000),
      ...times(12, 5_000),
      ...times(2, 15_000),
    ]);
  });

  it('asks every fifteen seconds while the outcome is in doubt', () => {
    expect(delays('doubt', 3)).to.deep.equal(times(3, 15_000));
  });

  it('lets the server stretch a delay but not shorten it', () => {
    expect(pollDelay('approval', 0, 4_000)).to.equal(4_000);
    expect(pollDelay('buyer', 0, 100)).to.equal(2_000);
  });
});
