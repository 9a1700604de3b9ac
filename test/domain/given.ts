import { expect } from 'vitest';
import type { Event, Events, EventType } from '../../src/domain/oms/catalogue.ts';
import type { ConfigTerms } from '../../src/domain/oms/events.ts';
import type { VenueOrdStatus } from '../../src/domain/order/events.ts';
import { type OrdStatus, ordStatusOf } from '../../src/domain/order/fix-view.ts';
import { leavesQty, type Order } from '../../src/domain/order/order.ts';
import { configTerms, Desk, types } from '../support/desk.ts';
import { checkDesk } from './invariants.ts';

/** Something that is said to a desk; what the desk concludes from it. */
export type Words = (desk: Desk) => readonly Event[];

/** The words of a story: `given(placed(), acked()).when(fills('E1', 40)).concludes('ExecutionBooked')`. */
type By<Name extends 'place' | 'cancel' | 'replace' | 'hear' | 'fill' | 'refuseRequest' | 'wait' | 'settle'> = (
  ...said: Parameters<Desk[Name]>
) => Words;
export const places: By<'place'> =
  (...said) =>
  (desk) =>
    desk.place(...said);
export const cancels: By<'cancel'> =
  (...said) =>
  (desk) =>
    desk.cancel(...said);
export const replaces: By<'replace'> =
  (...said) =>
  (desk) =>
    desk.replace(...said);
export const hears: By<'hear'> =
  (...said) =>
  (desk) =>
    desk.hear(...said);
export const fills: By<'fill'> =
  (...said) =>
  (desk) =>
    desk.fill(...said);
export const refuses: By<'refuseRequest'> =
  (...said) =>
  (desk) =>
    desk.refuseRequest(...said);
export const waits: By<'wait'> =
  (...said) =>
  (desk) =>
    desk.wait(...said);
export const settles: By<'settle'> =
  (...said) =>
  (desk) =>
    desk.settle(...said);
export const [acked, canceled, rejected, expired] = [
  hears('new'),
  hears('canceled'),
  hears('rejected'),
  hears('expired'),
] as const;

/** The venue says how an order stands, and names the question that it answers if one was put. */
export const answers =
  (ordStatus: VenueOrdStatus, over: Parameters<Desk['hear']>[1] = {}, n = 1): Words =>
  (desk) =>
    desk.hear('orderStatus', { ordStatus, queryId: desk.child(n).query?.sentId, ...over }, n);
/** The session of a venue comes up, or breaks. */
export const session =
  (state: 'up' | 'down', venue = 'ALPHA'): Words =>
  (desk) =>
    desk.say({ type: 'SessionChanged', venue, session: `${venue}-1`, state });
/** What of child order `n` is in doubt. */
export const doubts = (desk: Desk, n = 1): readonly string[] => {
  const { certain, requests } = desk.child(n);
  return [...(certain ? [] : ['submit']), ...requests.filter((request) => !request.certain).map(({ kind }) => kind)];
};
/** A desk on which so many replaces of an order may be in flight. */
export const upTo = (replacesInFlightMax: number, over: Partial<ConfigTerms> = {}): Desk =>
  new Desk(configTerms({ replacesInFlightMax, ...over }));
/** The id at the venue of a replace that the client knows by this one. */
export const sentIdOf = (desk: Desk, clOrdId: string): string =>
  desk.child().requests.find((request) => request.clOrdId === clOrdId)?.sentId as string;
/** The venue does the replace that the client knows by this id; or refuses it. */
export const grants =
  (clOrdId: string, over: Parameters<Desk['hear']>[1] = {}): Words =>
  (desk) =>
    desk.hear('replaced', { sentId: sentIdOf(desk, clOrdId), ...over });
export const declines =
  (clOrdId: string): Words =>
  (desk) =>
    desk.refuseRequest({ sentId: sentIdOf(desk, clOrdId), request: 'replace' });
/** A chain of replaces to these quantities. */
export const chained = (...qtys: readonly number[]): readonly Words[] => qtys.map((qty) => replaces({ qty: String(qty) }));

/** The session of a venue is up; `expects` is the number that the venue has not received yet. */
export const connects =
  (over: Partial<Events['SessionChanged']> = {}, venue = 'ALPHA'): Words =>
  (desk) =>
    desk.say({ type: 'SessionChanged', venue, session: `${venue}-1`, state: 'up', ...over });
/** It breaks, and what was in flight is in doubt. */
export const disconnects =
  (venue = 'ALPHA'): Words =>
  (desk) => [...desk.say({ type: 'SessionChanged', venue, session: `${venue}-1`, state: 'down' }), ...desk.settle()];
/** A person says what became of the request that was sent about child 1 as the `nth` (0 is its submit). */
export const declares =
  (outcome: Events['OutcomeDeclared']['outcome'], nth = 0, over: Partial<Events['OutcomeDeclared']> = {}): Words =>
  (desk) => {
    const sentId = desk.child().sentIds[nth] as string;
    return desk.say({ type: 'OutcomeDeclared', clOrdId: `d${nth}`, sentId, outcome, reason: 'by telephone', ...over }, 'Ann');
  };

/** Ann does something about a break, under an id of its own each time. */
export const resolves =
  (step: Events['BreakResolveRequested']['step'], over: Partial<Events['BreakResolveRequested']> = {}, who = 'Ann'): Words =>
  (desk) =>
    desk.say(
      {
        type: 'BreakResolveRequested',
        clOrdId: `b${desk.state.day?.day}/${desk.state.position}`,
        breakId: 1,
        step,
        reason: 'seen on their screen',
        ...over,
      },
      who,
    );

/** A desk to which all that has happened; every turn of it is folded, and everything that must always hold is checked at the end. */
export const given = (...history: readonly Words[]) => givenDesk(new Desk(), ...history);
export const givenDesk = (desk: Desk, ...history: readonly Words[]) => {
  for (const words of history) words(desk);
  return {
    desk,
    when: (...words: readonly Words[]) => {
      const events = words.flatMap((said) => said(desk));
      checkDesk(desk);
      return new Outcome(desk, events);
    },
  };
};

/** What the desk concluded, and where that leaves an order. */
export class Outcome {
  readonly desk: Desk;
  readonly events: readonly Event[];

  constructor(desk: Desk, events: readonly Event[]) {
    this.desk = desk;
    this.events = events;
  }

  /** The mode that follows from a connection is told only where it is asked for: it belongs to the desk, not to the story. */
  concludes(...expected: readonly EventType[]): this {
    const isTold = ({ type }: Event): boolean => type !== 'ModeChanged' || expected.includes(type);
    expect(types(this.events.filter(isTold))).toEqual(expected);
    return this;
  }

  /** One of the conclusions, with these fields. */
  saying(type: EventType, fields: object): this {
    expect(this.events.filter((event) => event.type === type)).toContainEqual(expect.objectContaining(fields));
    return this;
  }

  /** The order as a FIX client would see it. */
  leaves(
    seen: Partial<{
      ordStatus: OrdStatus;
      cumQty: number;
      leavesQty: number;
      status: Order['status'];
      qty: number;
      reserved: number;
    }>,
    n = 1,
  ): this {
    const order = this.desk.order(n);
    expect({ ...order, ordStatus: ordStatusOf(order), leavesQty: leavesQty(order) }).toMatchObject(seen);
    return this;
  }

  /** What the account holds of ACME. */
  holds(qty: number, account = 'A1'): this {
    expect(this.desk.state.positions.get(account, 'ACME')?.qty ?? 0).toBe(qty);
    return this;
  }
}

/** ALPHA tells an execution of an order that is none of ours. */
export const strays =
  (over: Partial<Events['ExecutionReported']> = {}): Words =>
  (desk) =>
    desk.say({
      type: 'ExecutionReported',
      venue: 'ALPHA',
      session: 'ALPHA-1',
      seqIn: 0,
      channel: 'order',
      execType: 'trade',
      sentId: 'THEIRS',
      execId: 'E1',
      symbol: 'ACME',
      side: 'buy',
      lastQty: '40',
      lastPx: '10.00',
      ...over,
    });
