import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromWire } from '../../../../src/adapters/venues/exchange/from-wire.ts';
import { reportFrame } from '../../../../src/adapters/venues/exchange/to-wire.ts';
import { decodeDeskFrame, decodeVenueFrame, encode, FRAME_BYTES_MAX } from '../../../../src/adapters/venues/protocol/codec.ts';
import type { DeskFrame, OrderFrame } from '../../../../src/adapters/venues/protocol/desk-frames.ts';
import type { VenueFrame } from '../../../../src/adapters/venues/protocol/venue-frames.ts';
import * as words from '../../../../src/adapters/venues/protocol/words.ts';
import {
  cancelFrame,
  executionReport,
  replaceFrame,
  requestReject,
  statusFrame,
  submitFrame,
} from '../../../../src/adapters/venues/remote/translate.ts';
import { type Instrument, instrumentOf } from '../../../../src/domain/instrument/instrument.ts';
import type { ChildId, Micros } from '../../../../src/domain/kernel/units.ts';
import type { Report, Reports } from '../../../../src/domain/order/events.ts';
import type { CancelOrder, ReplaceOrder, SubmitOrder } from '../../../../src/domain/ports/venue.ts';

const id = fc.string({ minLength: 1, maxLength: 64 });
const units = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const price = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const micros = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

/** Any number of digits that an instrument may have. */
const instrument: fc.Arbitrary<Instrument> = fc
  .record({ priceScale: fc.nat({ max: 9 }), qtyScale: fc.nat({ max: 9 }) })
  .map((scales) =>
    instrumentOf({
      symbol: 'ANY',
      kind: 'spot',
      quote: 'USD',
      tickSize: '1',
      lotSize: '1',
      minQty: '1',
      maxQty: '1000',
      tradable: true,
      ...scales,
    }),
  );
const head = {
  sentId: id,
  childId: fc.constant(0 as ChildId),
  session: fc.constant('S-1'),
  seqOut: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  symbol: fc.constantFrom('ANY', 'NOT LISTED'),
  side: fc.constantFrom(...words.sides.options),
};
const submit = fc.record({
  ...head,
  ordType: fc.constantFrom(...words.ordTypes.options),
  timeInForce: fc.constantFrom(...words.timesInForce.options),
  qty: units,
  price: maybe(price),
  expireTime: maybe(micros),
  minQty: maybe(units),
}) as fc.Arbitrary<SubmitOrder>;
const cancel = fc.record({ ...head, origSentId: id, venueOrderId: maybe(id) }) as fc.Arbitrary<CancelOrder>;
const replace = fc.record({
  ...head,
  origSentId: id,
  venueOrderId: maybe(id),
  qty: units,
  price: maybe(price),
}) as fc.Arbitrary<ReplaceOrder>;

const overTheWire = (frame: OrderFrame, of: Instrument, symbol: string): unknown => {
  const decoded = decodeDeskFrame(encode(frame));
  if (!decoded.ok) return decoded;
  const message = fromWire(decoded.frame as OrderFrame, 'S-1', symbol === 'ANY' ? of : undefined);
  return typeof message === 'string' ? message : message.order;
};

describe('what a desk sends', () => {
  it('is what the venue takes, to the last digit of any instrument', () => {
    fc.assert(
      fc.property(instrument, submit, cancel, replace, (of, order, gone, changed) => {
        const known = new Map([['ANY', of]]);
        if (order.symbol === 'ANY') expect(overTheWire(submitFrame(known, order), of, order.symbol)).toEqual(order);
        if (changed.symbol === 'ANY') expect(overTheWire(replaceFrame(known, changed), of, changed.symbol)).toEqual(changed);
        expect(overTheWire(cancelFrame(gone), of, gone.symbol)).toEqual(gone);
        expect(overTheWire(statusFrame(gone), of, gone.symbol)).toEqual(gone);
      }),
    );
  });
});

const anyExecution: fc.Arbitrary<Reports['ExecutionReported']> = fc.record(
  {
    type: fc.constant('ExecutionReported' as const),
    venue: fc.constant('XA'),
    session: fc.constant('S-1'),
    seqIn: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    channel: fc.constant('order' as const),
    execType: fc.constantFrom(...words.execTypes.options),
    possDup: fc.boolean(),
    ordStatus: fc.constantFrom(...words.ordStatuses.options),
    restatementReason: fc.constantFrom(...words.restatementReasons.options),
    liquidity: fc.constantFrom(...words.liquidities.options),
    side: fc.constantFrom(...words.sides.options),
    transactTime: micros.map((at) => at as Micros),
    ...Object.fromEntries(
      [
        'queryId',
        'sentId',
        'origSentId',
        'venueOrderId',
        'execId',
        'execRefId',
        'symbol',
        'feeCurrency',
        'tradeDate',
        'rejectReason',
      ].map((key) => [key, id]),
    ),
    // A venue may say anything where a decimal belongs.
    ...Object.fromEntries(
      ['orderQty', 'price', 'lastQty', 'lastPx', 'cumQty', 'leavesQty', 'avgPx', 'fee'].map((key) => [
        key,
        fc.string({ maxLength: 64 }),
      ]),
    ),
    text: fc.string({ maxLength: 500 }),
  },
  { requiredKeys: ['type', 'venue', 'session', 'seqIn', 'channel', 'execType'] },
);
const anyReject: fc.Arbitrary<Reports['RequestRejectReported']> = fc.record(
  {
    type: fc.constant('RequestRejectReported' as const),
    venue: fc.constant('XA'),
    session: fc.constant('S-1'),
    seqIn: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    channel: fc.constant('order' as const),
    possDup: fc.boolean(),
    sentId: id,
    origSentId: id,
    venueOrderId: id,
    request: fc.constantFrom(...words.requests.options),
    rejectReason: id,
    transactTime: micros.map((at) => at as Micros),
    text: fc.string({ maxLength: 500 }),
  },
  { requiredKeys: ['type', 'venue', 'session', 'seqIn', 'channel', 'sentId', 'request', 'rejectReason'] },
);

describe('what a venue says', () => {
  it('is what the desk hears, word for word, sense or nonsense', () => {
    fc.assert(
      fc.property(fc.oneof(anyExecution, anyReject) as fc.Arbitrary<Report>, (report) => {
        const decoded = decodeVenueFrame(encode(reportFrame(report) as VenueFrame));
        if (!decoded.ok) throw new Error(`${decoded.code}: ${decoded.text}`);
        const { frame } = decoded;
        const from = { venue: 'XA', session: 'S-1' };
        const heard =
          frame.type === 'execution'
            ? executionReport(frame, from, 'order')
            : frame.type === 'requestReject'
              ? requestReject(frame, from)
              : undefined;
        expect(heard).toEqual(report);
      }),
    );
  });
});

describe('a frame of any kind', () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((text) => `{"type":"submit","order":${text}}`),
    fc
      .record({ type: fc.constantFrom('logon', 'submit', 'execution', 'book', 'error') }, { noNullPrototype: true })
      .map((frame) => JSON.stringify(frame)),
  );

  it('is read, or is a fault with a code and words; never a throw', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const decoded of [decodeDeskFrame(text), decodeVenueFrame(text)])
          if (!decoded.ok) {
            expect(['notJson', 'malformed']).toContain(decoded.code);
            expect(decoded.text.length).toBeGreaterThan(0);
            expect(decoded.text.length).toBeLessThanOrEqual(400);
          }
      }),
    );
  });

  it('is counted in bytes, not in characters', () => {
    const frame = (characters: number): string => encode({ type: 'error', code: 'x', text: 'é'.repeat(characters) } as DeskFrame);
    const room = FRAME_BYTES_MAX - Buffer.byteLength(frame(0));
    expect(decodeDeskFrame(frame(Math.floor(room / 2) + 1))).toMatchObject({ ok: false, code: 'tooLarge' });
    expect(decodeDeskFrame(frame(Math.floor(room / 2)))).toMatchObject({ ok: false, code: 'malformed' });
  });

  it('that a desk misspells is none, and that a venue adds to is still one', () => {
    expect(decodeDeskFrame('{"type":"resend","fromSeq":1,"fromseq":2}')).toMatchObject({ ok: false, code: 'malformed' });
    expect(decodeVenueFrame('{"type":"heartbeat","mood":"good"}')).toEqual({ ok: true, frame: { type: 'heartbeat' } });
  });
});
