import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLogger } from './logger.ts';

it('A log line has the listed fields and drops every other, whatever it is called', () => {
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  log.info(
    {
      attemptId: 'a',
      secretKey: 'CANARY',
      token: 'CANARY',
      url: 'CANARY',
      reason: { deep: 'CANARY' },
    },
    'said',
  );
  const [line = ''] = lines;
  assert.equal(line.includes('CANARY'), false);
  const { level, time, ...rest } = JSON.parse(line) as Record<string, unknown>;
  assert.deepEqual(rest, { attemptId: 'a', msg: 'said' });
  assert.ok(level && time);
});
