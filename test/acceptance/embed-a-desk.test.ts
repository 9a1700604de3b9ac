import { expect, it } from 'vitest';
import { embedADesk } from './embed-a-desk.ts';

it('a desk runs inside another program, with what the package exports', async () => {
  const { accepted, filled, records } = await embedADesk();
  expect({ accepted, filled }).toEqual({ accepted: true, filled: 100 });
  expect(records).toBeGreaterThan(8);
});
