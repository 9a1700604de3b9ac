import { describe, expect, it } from 'vitest';
import type { DayNumber, Micros, Qty } from '../../src/domain/kernel/units.ts';
import type { Event, Recorded } from '../../src/domain/oms/catalogue.ts';
import type { DayReport } from '../../src/replay/verify.ts';
import { DAY } from '../support/desk.ts';
import { journaled, recordsOf, renumbered } from './journaled.ts';
import { type Days, failures, redecide, rewrite, said, tampered, twoDays, verify } from './verifying.ts';

describe('a day that was changed behind a repaired chain', () => {
  it('no longer folds to what it closed with', async () => {
    const journal = await tampered((days) => rewrite(days, 0, 'ExecutionBooked', { lastQty: 41 as Qty }), 'asRecorded');
    const [first, ...more] = failures(await verify(journal));
    expect(first?.name).toBe('fold');
    expect(first?.what).toMatch(/^the day closes with digest [0-9a-f]{64}, it is said; what is recorded folds to [0-9a-f]{64}$/);
    expect(more.map(({ name }) => name)).toContain('opening'); // The next day still has the true position.
  });

  it('is found out by deciding it again, when its digests were made to fit', async () => {
    let changed: Recorded | undefined;
    const journal = await tampered((days) => {
      changed = rewrite(days, 0, 'ExecutionBooked', { lastQty: 41 as Qty });
      days.splice(1);
    });
    expect(failures(await verify(journal))).toEqual([]);
    expect(failures(await verify(journal, redecide))[0]).toEqual({
      name: 'redecide',
      what: 'ExecutionBooked: event.lastQty is recorded as 41, but 40 follows',
      where: `2026-11-21, position ${changed?.position} (ExecutionReported at ${(changed?.position ?? 0) - 1})`,
    });
  });

  it('misses a verdict that was taken out', async () => {
    const journal = await tampered((days) => {
      const [first] = days as [Recorded[]];
      days.splice(0, 2, renumbered(first.filter(({ event }) => event.type !== 'ChildAcknowledged')));
    });
    expect(failures(await verify(journal, redecide))[0]?.what).toBe('ChildAcknowledged follows, but is not recorded');
  });

  it('has a verdict too many', async () => {
    const journal = await tampered((days) => {
      const [first] = days as [Recorded[]];
      const { position, event } = said(days, 0, 'ChildAcknowledged');
      const added = { ...(first[position - 1] as Recorded), event };
      days.splice(0, 2, renumbered([...first.slice(0, position), added, ...first.slice(position)]));
    });
    expect(failures(await verify(journal, redecide))[0]?.what).toBe('ChildAcknowledged is recorded, but does not follow');
  });

  it('has an input changed, from which something else follows', async () => {
    const journal = await tampered((days) => {
      rewrite(days, 0, 'NewOrderRequested', { price: '9.99' });
      days.splice(1);
    });
    expect(failures(await verify(journal, redecide)).map(({ what }) => what)).toEqual([
      'OrderAccepted: event.price is recorded as 1000, but 999 follows',
      'ChildRouted: event.price is recorded as 1000, but 999 follows',
    ]);
  });

  it('names every turn that deviates, each on the state as recorded', async () => {
    const journal = await tampered((days) => {
      rewrite(days, 0, 'ExecutionBooked', { lastQty: 41 as Qty });
      rewrite(days, 0, 'CancelAccepted', { reason: 'because' });
      days.splice(1);
    });
    expect(failures(await verify(journal, redecide)).map(({ what }) => what)).toEqual([
      'ExecutionBooked: event.lastQty is recorded as 41, but 40 follows',
      'CancelAccepted: event.reason is recorded as "because", but "requested by the client" follows',
      'ChildClosed: event.endedQty is recorded as 60, but 59 follows',
      'OrderClosed: event.reason is recorded as "requested by the client", but "because" follows',
    ]);
  });

  it('holds what can never be: it is named where it stands', async () => {
    let position = 0;
    const journal = await tampered((days) => {
      const [first] = days as [Recorded[]];
      ({ position } = said(days, 0, 'OrderClosed'));
      days.splice(0, 2, renumbered([...first.slice(0, position), first[position - 1] as Recorded]));
    }, 'asRecorded');
    const [report] = await verify(journal, redecide);
    expect(report).toMatchObject({ ok: false, stateDigest: '' });
    expect(failures([report as DayReport])[0]).toEqual({
      name: 'fold',
      what: 'OrderClosed can never follow what is before it: it does not hold that canceled may follow canceled of O-20261121-1',
      where: `2026-11-21, position ${position + 1}`,
    });
  });

  it('has a time that goes back, or a fact under the wrong input', async () => {
    const journal = await tampered((days) => {
      const [first] = days as [Recorded[]];
      const { position } = said(days, 0, 'ExecutionBooked');
      first[position - 1] = { ...(first[position - 1] as Recorded), at: ((first[0] as Recorded).at - 1) as Micros };
      const cancel = said(days, 0, 'CancelAccepted').position;
      first[cancel - 1] = { ...(first[cancel - 1] as Recorded), causationId: cancel - 3 };
      days.splice(1);
    });
    const found = failures(await verify(journal)).map(({ what }) => what);
    expect(found).toContainEqual('ExecutionBooked is 1 µs earlier than the record before it');
    expect(found).toContainEqual(
      expect.stringMatching(/^CancelAccepted names position \d+ as its cause; the input before it is at \d+$/),
    );
  });
});

describe('an opening balance that is not what the day before left', () => {
  const opening = async (change: (days: Days) => void): Promise<string[]> => {
    const found = failures(await verify(await tampered(change)));
    expect(found.every(({ name }) => name === 'opening')).toBe(true);
    return found.map(({ what }) => what);
  };

  it('names the record and the field', async () => {
    expect(await opening((days) => rewrite(days, 1, 'CarriedPosition', { qty: 400 }))).toEqual([
      'CarriedPosition: qty is not what the day before left',
    ]);
  });

  it('misses what was left out', async () => {
    const without = (days: Days): void => {
      const [first, ...rest] = days[1] as [Recorded, ...Recorded[]];
      if (first.event.type !== 'DayOpened') return;
      const opened = { ...first, event: { ...first.event, carried: first.event.carried - 1 } };
      days[1] = renumbered([opened, ...rest.filter(({ event }) => event.type !== 'CarriedPosition')]);
    };
    expect(await opening(without)).toEqual(['CarriedVenuePosition is carried where CarriedPosition is due']);
  });

  it('must continue the day before, not an older one or none', async () => {
    const found = await opening((days) => {
      const first = days[1]?.[0] as Recorded;
      if (first.event.type === 'DayOpened')
        (days[1] as Recorded[])[0] = { ...first, event: { ...first.event, previousDay: (DAY - 1) as DayNumber } };
    });
    expect(found).toEqual(['it continues 2026-11-20, but 2026-11-21 was the day before']);
  });

  it('must count what it carries', async () => {
    const found = failures(await verify(await tampered((days) => rewrite(days, 1, 'DayOpened', { carried: 1 }))));
    expect(found).toEqual([
      {
        name: 'fold',
        what: expect.stringMatching(/^\d+ records are carried; DayOpened says 1$/),
        where: expect.stringMatching(/^2026-11-22, position \d+$/),
      },
    ]);
  });
});

describe('a day that other code recorded', () => {
  it('differs by build, which is not called tampering', async () => {
    const days = await recordsOf(await journaled(twoDays().days));
    rewrite(days, 0, 'OrderAccepted', { reason: 'in the words of another build' });
    days.splice(1);
    const [report] = await verify(await journaled(days), { redecideAs: 'another' });
    expect(report).toMatchObject({ ok: true, redecided: { verdict: 'differsByBuild' } });
    expect(report?.checks.at(-1)).toMatchObject({ name: 'redecide', outcome: 'onTrust' });
    expect(report?.checks.at(-1)?.what).toMatch(
      /^differs by build \(recorded by test, decided again by another\) in 1 record, first at position \d+: OrderAccepted: /,
    );
  });

  it('is apart from what our own code recorded otherwise', async () => {
    const days = await recordsOf(await journaled(twoDays().days));
    rewrite(days, 0, 'OrderAccepted', { reason: 'in the words of another build' });
    rewrite(days, 0, 'CancelAccepted', { reason: 'in words that are not ours' });
    const first = days[0] as Recorded[];
    const restart = {
      ...said(days, 0, 'DeskStarted'),
      event: { ...said(days, 0, 'DeskStarted').event, build: 'another' } as Event,
    };
    const cancel = first.findIndex(({ event }) => event.type === 'CancelRequested');
    const [report] = await verify(
      await journaled([
        renumbered([...first.slice(0, cancel), { ...restart, at: first[cancel]?.at as Micros }, ...first.slice(cancel)]),
      ]),
      {
        redecideAs: 'another',
      },
    );
    const outcomesOf = report?.checks
      .filter(({ name }) => name === 'redecide')
      .map(({ outcome, what }) => [outcome, what.slice(0, 14)]);
    expect(outcomesOf).toContainEqual(['failed', 'CancelAccepted']);
    expect(outcomesOf).toContainEqual(['onTrust', 'differs by bui']);
  });

  it('is proved all the same when nothing differs', async () => {
    const [report] = await verify(await journaled(twoDays().days), { redecideAs: 'another' });
    expect(report).toMatchObject({ ok: true, redecided: { verdict: 'same' } });
  });
});
