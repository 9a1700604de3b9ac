import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Micros, Price, Qty } from '../../../../src/domain/kernel/units.ts';
import type { VenueTerms } from '../../../../src/domain/oms/events.ts';
import { snapshot } from '../../../support/market.ts';
import { type OpenVenue, openVenue } from '../../../support/simulated-venue.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

describe('a venue with a truth file', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let truthFile: string;
  beforeEach(() => {
    folder = temporaryFolder();
    truthFile = join(folder.dir, 'desk', 'venues', 'XA.truth.jsonl');
  });
  afterEach(() => folder.remove());

  const start = (terms: Partial<VenueTerms> = {}): OpenVenue => {
    const desk = openVenue({ truthFile, terms });
    desk.connect();
    return desk;
  };
  const lines = (): readonly string[] => readFileSync(truthFile, 'utf8').trimEnd().split('\n');
  const openOrders = async ({ venue, settle }: OpenVenue) => {
    const answer = venue.openOrders();
    settle();
    return (await answer).rows;
  };

  it('starts empty where there is no file yet', () => {
    const { venue } = start();
    expect(venue.comeBack).toEqual({ orders: 0, working: 0, executions: 0, reports: 0, tornBytes: 0 });
    expect(lines()).toEqual(['{"truthOf":"XA","version":1}']);
  });

  it('comes back with what rests, and trades nothing by itself', async () => {
    const before = start();
    const sentId = before.submit();
    before.settle();
    before.venue.onBook(snapshot({ asks: [[1_000, 40]] }));

    const after = start();
    expect(after.venue.comeBack).toEqual({ orders: 1, working: 1, executions: 1, reports: 2, tornBytes: 0 });
    expect(await openOrders(after)).toMatchObject([{ sentId, qty: '100', cumQty: '40', leavesQty: '60' }]);
    expect(after.venue.truth()).toEqual(before.venue.truth());

    after.venue.onBook(snapshot({ asks: [[1_000, 60]] }));
    after.settle();
    expect(after.venue.truth().orders).toMatchObject([{ status: 'filled', cumQty: 100 }]);
    expect(new Set(after.venue.truth().executions.map(({ execId }) => execId)).size).toBe(2);
  });

  it('comes back with what was placed for us, without what it forgot, and says its lies again', async () => {
    const before = start();
    const sentId = before.submit();
    before.settle();
    const foreign = { symbol: 'ACME', side: 'buy', qty: 10 as Qty, price: 900 as Price, timeInForce: 'day' } as const;
    expect(before.venue.placeForeign(foreign)).toBe('XA-SCREEN2');
    expect(before.venue.forgetOne(sentId)).toBe(true);
    before.venue.missay({ type: 'ExecutionReported', execType: 'trade', execId: 'LIE', lastQty: '1', lastPx: '1' });

    const after = openVenue({ truthFile });
    after.venue.connect(1);
    after.settle();
    expect(await openOrders(after)).toMatchObject([{ sentId: 'XA-SCREEN2' }]);
    expect(after.reports).toMatchObject([{ execType: 'new' }, { execId: 'LIE', seqIn: 2, possDup: true }]);
    expect(after.venue.books.fillsSince(0 as Micros)).toEqual([]);
    expect(after.venue.truth()).toEqual(before.venue.truth());
  });

  it('takes an id that it has seen for a repeat, and notes that it came', () => {
    const sentId = start().submit();
    const lost = start();
    lost.submit({ sentId });
    lost.settle();
    // The first was still under way when its venue was killed: it was never received.
    expect(lost.venue.truth().messages).toHaveLength(1);

    const after = start();
    after.submit({ sentId });
    after.settle();
    expect(after.venue.truth().messages).toHaveLength(2);
    expect(after.venue.truth().orders).toHaveLength(1);
    expect(after.about(sentId).at(-1)).toMatchObject({ execType: 'rejected', rejectReason: 'duplicateOrder' });
  });

  it('says again, under its number, a report that was under way', () => {
    const before = start();
    const sentId = before.submit();
    before.clock.runUntil((before.clock.now() + 125) as Micros); // It has arrived; its acknowledgement has not.
    expect(before.reports).toEqual([]);

    const after = openVenue({ truthFile });
    after.venue.connect(1);
    after.settle();
    expect(after.reports).toMatchObject([{ execType: 'new', sentId, seqIn: 1, possDup: true }]);
    const second = after.submit({ sentId: 'D1SECOND' });
    after.settle();
    expect(after.about(second)).toMatchObject([{ execType: 'new', seqIn: 2, venueOrderId: 'XA-2', execId: 'XA-X2' }]);
  });

  it('says again only what the desk asks for', () => {
    const before = start();
    for (let n = 0; n < 5; n += 1) before.submit();
    before.settle();
    const after = openVenue({ truthFile });
    after.venue.connect(4);
    after.settle();
    expect(after.reports).toMatchObject([{ seqIn: 4 }, { seqIn: 5 }]);
  });

  it('finds somebody in the dark for an order that waited there', () => {
    const dark = { meanEveryMs: 5, lotsMax: 5, staysMs: 0, bookMaxAgeMs: 60_000 };
    const pool = () => openVenue({ truthFile, dark, terms: { kind: 'dark' } });
    const before = pool();
    before.connect();
    before.submit();
    before.settle();
    const after = pool();
    after.venue.onBook(snapshot({ venue: 'XL', bids: [[995, 100]], asks: [[1_005, 100]] }));
    after.settle(1_000_000);
    const [order] = after.venue.truth().orders;
    expect(order).toMatchObject({ status: 'filled', cumQty: 100 });
    expect(pool().venue.truth()).toEqual(after.venue.truth());
  });

  it('lets an order go whose time came while it was down', () => {
    const before = start();
    before.submit({ timeInForce: 'gtd', expireTime: (before.clock.now() + 50_000) as Micros });
    before.settle();
    const after = openVenue({ truthFile });
    after.clock.runUntil(90_000 as Micros);
    expect(after.venue.truth().orders).toMatchObject([{ status: 'expired' }]);
  });

  it('cancels what rests when it cancels on disconnect: its death was one', () => {
    const before = start({ cancelOnDisconnect: true });
    before.submit();
    before.settle();
    const after = openVenue({ truthFile, terms: { cancelOnDisconnect: true } });
    expect(after.venue.truth().orders).toMatchObject([{ status: 'canceled' }]);
    after.venue.connect(2);
    after.settle();
    expect(after.reports).toMatchObject([{ execType: 'canceled', text: 'cancel on disconnect' }]);
  });

  it('keeps an act whole: cut anywhere in its last line, it is as it was before that act', () => {
    const before = start();
    before.venue.onBook(snapshot({ asks: [[1_000, 40]] }));
    before.submit();
    before.settle();
    const wholeLines = lines();
    const truth = before.venue.truth();
    before.submit({ timeInForce: 'ioc', side: 'sell' }); // Its message, its order, its end and its reports are one line.
    before.settle();
    expect(lines()).toHaveLength(wholeLines.length + 1);

    const full = readFileSync(truthFile);
    const whole = Buffer.byteLength(`${wholeLines.join('\n')}\n`);
    for (let end = whole; end < full.length; end += 1) {
      writeFileSync(truthFile, full.subarray(0, end));
      const { venue } = openVenue({ truthFile });
      expect(venue.truth()).toEqual(truth);
      expect(venue.comeBack.tornBytes).toBe(end - whole);
      expect(readFileSync(truthFile).length).toBe(whole); // What comes next starts on a line of its own.
    }
  });

  it('starts anew when it was killed before its first line was whole', () => {
    start();
    truncateSync(truthFile, 5);
    expect(openVenue({ truthFile }).venue.comeBack.tornBytes).toBe(5);
    expect(lines()).toHaveLength(1);
  });

  it('does not start from the file of another venue, or from one that is damaged', () => {
    start();
    expect(() => openVenue({ truthFile, terms: { venue: 'XB' } })).toThrow(/does not begin as the truth file of XB/);
    appendFileSync(truthFile, '{"half":\n[]\n');
    expect(() => openVenue({ truthFile })).toThrow(/line 2: this is not JSON/);
    writeFileSync(truthFile, `${lines()[0]}\n[{"did":"dream"}]\n`);
    expect(() => openVenue({ truthFile })).toThrow(/line 2: this is not an act/);
  });
});
