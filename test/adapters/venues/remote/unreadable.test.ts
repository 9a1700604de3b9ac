import { createHash } from 'node:crypto';
import fc from 'fast-check';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../../src/adapters/runtime/virtual-clock.ts';
import type { WireEvents } from '../../../../src/adapters/venues/remote/transport.ts';
import { remoteVenue } from '../../../../src/adapters/venues/remote/venue.ts';
import type { Input } from '../../../../src/domain/oms/catalogue.ts';
import type { Unreadable } from '../../../../src/domain/ports/venue.ts';
import { checkDesk } from '../../../domain/invariants.ts';
import { configTerms, Desk, OPENS, venueTerms } from '../../../support/desk.ts';
import { always } from '../../../support/property.ts';

/** A remote venue whose wire is in our hands, and a desk that hears it. */
const wired = () => {
  const terms = venueTerms('ALPHA', {
    nonsense: { limit: 5, windowMs: 60_000 },
    breaker: { failures: 3, openMs: 100, openMsMax: 1_000 },
  });
  const desk = new Desk(configTerms({ venues: [terms] }), false);
  const wires: WireEvents[] = [];
  const heard: Unreadable[] = [];
  const clock = virtualClock(OPENS);
  const venue = remoteVenue({
    url: 'http://nowhere',
    terms,
    instruments: new Map(),
    clock,
    log: pino({ level: 'silent' }),
    seed: 1,
    dial: (url, on) => {
      if (url.endsWith('/session')) wires.push(on);
      return { send: () => undefined, end: () => {}, kill: () => {} };
    },
    fetch: async () => ({ status: 200, text: '{}' }),
  });
  const tell = (input: Input): void => void desk.say(input, 'venue:ALPHA');
  venue.onReport((report) => tell(report as Input));
  venue.onUnreadable?.((what) => {
    heard.push(what);
    tell(what);
  });
  venue.onSession((news) => tell({ type: 'SessionChanged', venue: 'ALPHA', ...news }));
  venue.connect();
  const wire = (): WireEvents => wires.at(-1) as WireEvents;
  wire().opened();
  wire().heard(JSON.stringify({ type: 'logonAccepted', session: terms.session, heartbeatMs: 1_000 }));
  return { desk, heard, wire, clock, dials: () => wires.length };
};

describe('what the other end says and nobody can read', () => {
  it.each([
    ['notJson', '{{{'],
    ['malformed', '{"type":"execution","seqIn":"one"}'],
    ['tooLarge', 'x'.repeat(70_000)],
  ] as const)('is journaled as %s: its first KiB, its length and its SHA-256', (reason, frame) => {
    const { desk, heard, wire } = wired();
    wire().heard(frame);
    expect(heard).toEqual([
      expect.objectContaining({
        type: 'UnreadableReported',
        venue: 'ALPHA',
        channel: 'order',
        reason,
        length: frame.length,
        hash: createHash('sha256').update(frame).digest('hex'),
        head: frame.slice(0, 1_024),
      }),
    ]);
    expect(desk.records.at(-1)?.event).toEqual(heard[0]);
  });
  it('is shown byte by byte where it is no text, and where the socket gave up is said to be too large', () => {
    const { heard, wire } = wired();
    wire().heardBytes(Uint8Array.of(0xff, 0x00, 0x41));
    wire().closed('Max payload size exceeded');
    expect(heard).toMatchObject([
      { reason: 'notText', length: 3, head: '\u00ff\u0000A' },
      { reason: 'tooLarge', head: '' },
    ]);
  });
  it('puts the venue in quarantine past its limit', () => {
    const { desk, wire } = wired();
    for (let n = 0; n < 5; n += 1) wire().heard(`no frame ${n}`);
    expect(desk.state.health.get('ALPHA')?.quarantined).toBe(true);
  });

  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('ALPHA', 'X1', '10', '-5', '1e9', 'buy', 'day'),
  );
  const execTypes = ['new', 'trade', 'canceled', 'replaced', 'rejected', 'orderStatus', 'tradeCancel', 'restated', 'nonsense'];
  const almost = fc.record(
    {
      type: fc.constantFrom('execution', 'requestReject', 'refusal', 'heartbeat', 'logonAccepted', 'error', 'other'),
      seqIn: fc.oneof(fc.nat(30), fc.double(), word),
      execType: fc.constantFrom(...execTypes),
      sentId: word,
      execId: word,
      execRefId: word,
      symbol: fc.constantFrom('ACME', 'NONE', ''),
      side: fc.constantFrom('buy', 'sell', 'both'),
      lastQty: fc.oneof(word, fc.integer()),
      lastPx: word,
      cumQty: word,
      orderQty: word,
      session: fc.constantFrom('ALPHA-1', 'OTHER'),
      heartbeatMs: fc.nat(2_000),
      expects: fc.nat(5),
      nextSeqIn: fc.nat(5),
      request: fc.constantFrom('submit', 'cancel', 'replace', 'status'),
      rejectReason: word,
      code: fc.constantFrom('malformed', 'banned', 'x'),
      text: word,
      retryAfterMs: fc.nat(100),
    },
    { requiredKeys: ['type'] },
  );
  const frame = fc.oneof(
    { weight: 4, arbitrary: almost.map((said) => JSON.stringify(said)) },
    { weight: 2, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }) },
  );
  always('harms neither the connection nor the desk, whatever it is', fc.array(frame, { maxLength: 40 }), (frames) => {
    const { desk, wire, clock } = wired();
    desk.place({ qty: '10' });
    const { sentId } = desk.child();
    for (const said of frames) {
      if (typeof said === 'string') wire().heard(said.replaceAll('"X1"', `"${sentId}"`));
      else wire().heardBytes(said);
      clock.runUntil((clock.now() + 1_000_000) as never);
    }
    checkDesk(desk);
  });
});
