import { describe, expect, it } from 'vitest';
import { DeskHalted } from '../../../src/adapters/runtime/errors.ts';
import { configTerms, DAY, venueTerms } from '../../support/desk.ts';
import { daybook } from '../cli/rig.ts';
import { buy, deskServer } from './desk-server.ts';

const today = new Date(DAY * 86_400_000).toISOString().slice(0, 10);
const oneVenue = () => deskServer({ config: configTerms({ venues: [venueTerms('ALPHA')] }) });
const ann = (mode: string, over: object = {}): object => ({
  clOrdId: `m-${mode}`,
  person: 'Ann',
  mode,
  reason: 'a drill',
  ...over,
});

describe('the mode of a desk over HTTP', () => {
  it('is shown with who set it, why, since when, and what each mode allows', async () => {
    const { call } = await oneVenue();
    const before = await call('GET', '/v1/mode');
    expect(before).toMatchObject({ status: 200, body: { mode: 'normal', modes: [] } });
    expect(before.body.allows.reduceOnly).toMatchObject({ place: 'ifReducing', lower: 'yes', cancel: 'yes' });
    expect(await call('POST', '/v1/mode', ann('cancelOnly'))).toMatchObject({
      status: 200,
      body: { mode: 'cancelOnly', scope: 'desk', id: '*', person: 'Ann', day: today },
    });
    const set = { mode: 'cancelOnly', by: 'Ann', cause: 'a drill', since: expect.any(String) };
    expect((await call('GET', '/v1/mode')).body).toMatchObject({ ...set, modes: [{ scope: 'desk', id: '*', ...set }] });
    expect((await call('GET', '/v1/risk')).body.modes).toMatchObject([set]);
    expect((await call('GET', '/v1/venues')).body.mode).toBe('cancelOnly');
    expect((await call('GET', '/readyz')).body.mode).toBe('cancelOnly');
    expect((await call('GET', `/v1/days/${today}/state`)).body.modes).toMatchObject([set]);
    expect((await call('GET', '/metrics')).body).toContain('daybook_mode{mode="cancelOnly"} 1');
  });

  it('refuses by the rule and says which scope is in which mode; lifted, it takes orders again', async () => {
    const { call } = await oneVenue();
    await call('POST', '/v1/mode', ann('reduceOnly', { scope: 'account', id: 'A1' }));
    expect((await call('POST', '/v1/orders', buy('c1'))).body).toMatchObject({
      status: 422,
      check: 'reduceOnly',
      scope: 'account A1',
      limit: '0',
      value: '100',
    });
    await call('POST', '/v1/mode', ann('normal', { scope: 'account', id: 'A1' }));
    expect((await call('POST', '/v1/orders', buy('c2'))).status).toBe(201);
  });

  it('repeats the first answer to the same ask, and refuses another under its id', async () => {
    const { call } = await oneVenue();
    const first = await call('POST', '/v1/mode', ann('halted', { clOrdId: 'm' }));
    expect((await call('POST', '/v1/mode', ann('halted', { clOrdId: 'm' }))).body).toEqual(first.body);
    expect((await call('POST', '/v1/mode', ann('normal', { clOrdId: 'm' }))).status).toBe(409);
    expect((await call('POST', '/v1/mode', ann('venueDegraded'))).status).toBe(400);
    expect((await call('POST', '/v1/mode', ann('halted', { scope: 'account' }))).status).toBe(400);
  });

  it('follows the venues: venueDegraded while one is not connected', async () => {
    const { call, desk } = await oneVenue();
    desk.engine.tell({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'down' }, 'venue:ALPHA');
    await desk.engine.quiet();
    expect((await call('GET', '/v1/mode')).body).toMatchObject({ mode: 'venueDegraded', cause: 'ALPHA is not connected' });
    expect((await call('GET', '/v1/mode')).body.by).toBeUndefined();
  });

  it('is halted when the journal fails, whatever was set before, and says why', async () => {
    const { call, desk } = await oneVenue();
    desk.engine.stop(new DeskHalted('the disk is full'));
    expect((await call('GET', '/v1/mode')).body).toMatchObject({ mode: 'halted', cause: 'the disk is full' });
    expect((await call('GET', '/readyz')).body).toMatchObject({ status: 503, mode: 'halted', detail: 'the disk is full' });
    expect((await call('GET', '/metrics')).body).toContain('daybook_mode{mode="halted"} 1');
  });
});

describe('daybook mode', () => {
  it('shows and sets the mode of a desk that runs', async () => {
    const { url, call } = await oneVenue();
    expect(await daybook('mode', '--url', url)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^normal/) });
    const set = await daybook(
      'mode',
      'reduceOnly',
      '--scope',
      'account',
      '--id',
      'A1',
      '--reason',
      'too long',
      '--person',
      'Ann',
      '--url',
      url,
    );
    expect(set).toMatchObject({ code: 0, stdout: expect.stringContaining('account A1: reduceOnly') });
    expect((await call('GET', '/v1/mode')).body.modes).toMatchObject([{ scope: 'account', by: 'Ann', cause: 'too long' }]);
    const shown = await daybook('mode', '--url', url);
    expect(shown.stdout).toMatch(/account +A1 +reduceOnly/);
    expect(JSON.parse((await daybook('mode', '--json', '--url', url)).stdout).modes).toHaveLength(1);
  });
  it('says what is missing, and that nobody answers', async () => {
    expect(await daybook('mode', 'halted')).toMatchObject({ code: 1, stderr: expect.stringContaining('--reason') });
    expect(await daybook('mode', '--url', 'http://127.0.0.1:9')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nobody answers'),
    });
  });
});
