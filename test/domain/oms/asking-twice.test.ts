import { describe, expect, it } from 'vitest';
import type { Event, Events } from '../../../src/domain/oms/catalogue.ts';
import { type Desk, evidenceAt } from '../../support/desk.ts';
import { acked, canceled, cancels, fills, given, givenDesk, places, replaces, type Words } from '../given.ts';

/** The last thing that a client or a person asked, said once more, later, beside another look at the market. */
const again: Words = (desk) => {
  const last = desk.records
    .map(({ event }) => event)
    .findLast(({ type }) => type.endsWith('Requested')) as Events['NewOrderRequested'];
  desk.now = (desk.now + 7) as never;
  return desk.say('evidence' in last ? { ...last, evidence: evidenceAt(desk.now) } : last);
};
const kills =
  (over: Partial<Events['KillRequested']> = {}): Words =>
  (desk) =>
    desk.say({ type: 'KillRequested', clOrdId: 'k1', scope: 'desk', id: '*', reason: 'stop', ...over });

describe('the same ask under the same clOrdId gets the first answer and changes nothing', () => {
  it.each([
    ['an accepted order', [places()]],
    ['an order that has traded since', [places(), acked, fills('E1', 40)]],
    ['an order that is over', [places(), canceled]],
    ['an order on behalf of a strategy', [places({ strategy: 'S1', algo: 'twap', decisionMaker: 'pm', reason: 'signal 7' })]],
    ['an order that was refused', [places({ price: '99.00' })]],
    ['an order that made no sense', [places({ qty: 'many' })]],
    ['an accepted cancel', [places(), cancels()]],
    ['a cancel that is done', [places(), cancels(), canceled]],
    ['a cancel that was refused', [cancels()]],
    ['an accepted replace', [places(), acked, replaces({ qty: '150' })]],
    ['a replace of the price alone', [places(), acked, replaces({ price: '10.01' })]],
    ['a replace whose quantity is executed by now', [places(), acked, replaces({ qty: '50' }), fills('E1', 50)]],
    ['a replace that was refused', [places(), acked, replaces({ price: '99.00' })]],
    ['a kill', [kills()]],
    [
      'a resume that had nothing to lift',
      [(desk) => desk.say({ type: 'ResumeRequested', clOrdId: 'k1', scope: 'desk', id: '*', reason: 'go' })],
    ],
    [
      'a mass cancel',
      [places(), (desk) => desk.say({ type: 'MassCancelRequested', clOrdId: 'k1', scope: 'desk', id: '*', reason: 'out' })],
    ],
  ] as [string, Words[]][])('%s', (_, history) => {
    const { desk } = given(...history);
    const before = withoutPosition(desk);
    givenDesk(desk).when(again).concludes('AskRepeated');
    givenDesk(desk).when(again).concludes('AskRepeated');
    expect(withoutPosition(desk)).toBe(before);
  });
  it('and a replace that a later one has followed', () => {
    const accepted = (desk: Desk): readonly Event[] =>
      desk.hear('replaced', { sentId: desk.child().requests[0]?.sentId as string });
    const { desk } = given(
      places(),
      acked,
      replaces({ qty: '200', clOrdId: 'r1' }),
      accepted,
      replaces({ price: '10.01', clOrdId: 'r2' }),
      accepted,
      replaces({ qty: '300', clOrdId: 'r3' }),
      accepted,
    );
    givenDesk(desk)
      .when(replaces({ price: '10.01', clOrdId: 'r2' }))
      .concludes('AskRepeated')
      .leaves({ qty: 300 });
  });
  it('numbers compare as numbers', () => {
    given(places({ clOrdId: 'x', qty: '100', price: '10.00' }))
      .when(places({ clOrdId: 'x', qty: '0100', price: '10.0' }))
      .concludes('AskRepeated');
  });
  it('and it is remembered on the next day', () => {
    const words = [
      places({ clOrdId: 'x', strategy: 'S1', reason: 'signal 7' }),
      places({ clOrdId: 'y' }),
      cancels({ clOrdId: 'z', orderId: undefined, origClOrdId: 'y' }),
      places({ clOrdId: 'refused', price: '99.00' }),
    ];
    const { desk } = given(...words, (at) => at.hear('canceled', {}, 2));
    const next = desk.tomorrow();
    for (const said of words) givenDesk(next).when(said).concludes('AskRepeated');
  });
  it('and a cancel of an old order is remembered as long as any other', () => {
    let { desk } = given(places({ timeInForce: 'gtc' }), acked);
    for (let days = 0; days < 10; days += 1) desk = desk.tomorrow();
    givenDesk(desk, cancels({ clOrdId: 'z' }), canceled);
    givenDesk(desk.tomorrow())
      .when(cancels({ clOrdId: 'z' }))
      .concludes('AskRepeated');
  });
});

describe('another ask under a used clOrdId is told no, and changes nothing', () => {
  it.each([
    ['another quantity', places({ clOrdId: 'x' }), places({ clOrdId: 'x', qty: '101' })],
    ['another price', places({ clOrdId: 'x' }), places({ clOrdId: 'x', price: '10.01' })],
    ['another side', places({ clOrdId: 'x' }), places({ clOrdId: 'x', side: 'sell' })],
    ['another time in force', places({ clOrdId: 'x' }), places({ clOrdId: 'x', timeInForce: 'gtc' })],
    ['another route', places({ clOrdId: 'x' }), places({ clOrdId: 'x', route: { strategy: 'best' } })],
    ['another reason', places({ clOrdId: 'x' }), places({ clOrdId: 'x', reason: 'other' })],
    ['a condition that was not there', places({ clOrdId: 'x' }), places({ clOrdId: 'x', postOnly: true })],
    ['a display quantity that was not there', places({ clOrdId: 'x' }), places({ clOrdId: 'x', displayQty: '10' })],
    ['another order, after a refusal', places({ clOrdId: 'x', qty: '501' }), places({ clOrdId: 'x' })],
    ['a cancel under the id of an order', places({ clOrdId: 'x' }), cancels({ clOrdId: 'x' })],
    ['a replace under the id of an order', places({ clOrdId: 'x' }), replaces({ clOrdId: 'x', qty: '150' })],
    [
      'another replace',
      (desk) => [...desk.place(), ...desk.replace({ clOrdId: 'x', qty: '150' })],
      replaces({ clOrdId: 'x', qty: '151' }),
    ],
    [
      'another cancel',
      (desk) => [...desk.place(), ...desk.place(), ...desk.cancel({ clOrdId: 'x' })],
      cancels({ clOrdId: 'x', orderId: undefined, origClOrdId: 'c2' }),
    ],
    ['another kill', kills(), kills({ scope: 'account', id: 'A1' })],
    [
      'a resume under the id of a kill',
      kills(),
      (desk) => desk.say({ type: 'ResumeRequested', clOrdId: 'k1', scope: 'desk', id: '*', reason: 'go' }),
    ],
  ] as [string, Words, Words][])('%s', (_, first, second) => {
    const { desk } = given(first);
    const before = withoutPosition(desk);
    givenDesk(desk).when(second).concludes('AskRefused').saying('AskRefused', { check: 'clOrdIdReused' });
    expect(withoutPosition(desk)).toBe(before);
  });
  it('but an id is its account’s own', () => {
    const { desk } = given(places({ clOrdId: 'x' }));
    givenDesk(desk)
      .when(places({ clOrdId: 'x', account: 'A2' }))
      .concludes('OrderRefused')
      .saying('OrderRefused', { check: 'accountKnown' });
  });
  it('and an ask without an id is refused, since a retry could not be told from a second one', () => {
    given()
      .when(places({ clOrdId: '' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'clOrdId' });
    given(places())
      .when(cancels({ clOrdId: '' }))
      .concludes('AskRefused');
    given()
      .when(kills({ clOrdId: '' }))
      .concludes('AskRefused');
  });
});

/** All but where the journal stands, what time it is, and what has been heard on a session. */
const withoutPosition = (desk: Desk): string =>
  desk
    .text()
    .replace(/"position":\d+/, '')
    .replace(/"lastSeqIn":\d+/g, '');
