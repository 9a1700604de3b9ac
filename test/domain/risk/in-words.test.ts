import { describe, expect, it } from 'vitest';
import type { Micros, Ppm } from '../../../src/domain/kernel/units.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import type { ConfigTerms } from '../../../src/domain/oms/events.ts';
import { configTerms, Desk, venueTerms } from '../../support/desk.ts';
import { type Ask, instrument, limits, reference } from './refusals.ts';

/** The check, what it looked at, how far one may go, how far this went, and the whole of it as a sentence. */
const wordsOf = ({ check, scope, limit, value, text }: Events['OrderRefused' | 'AskRefused']): string =>
  [check, scope, limit, value, text].join(' | ');
const refusal = (desk: Desk, ask: Ask): string | undefined => {
  const [said] = desk.place(ask);
  return said?.type === 'OrderRefused' || said?.type === 'AskRefused' ? wordsOf(said) : said?.type;
};

/** Prices of four digits, quantities of two; routed, so that only the instrument has a say. */
const fine = (ask: Ask): readonly [Partial<ConfigTerms>, Ask] => [
  {
    ...instrument({ priceScale: 4, qtyScale: 2, lotSize: '0.05', minQty: '0.10', maxQty: '1000.5', tickSize: '0.0025' }),
    ...limits({ maxOrderQty: '2000', maxLong: '5000' }),
  },
  { route: { strategy: 'best' }, ...ask },
];
const none = {} as const;
const rows: readonly (readonly [words: string, Partial<ConfigTerms>, Ask])[] = [
  [
    'accountKnown | account NOBODY | a tradable account | unknown | account NOBODY is unknown at this desk',
    none,
    { account: 'NOBODY' },
  ],
  [
    'accountKnown | account SUSPENSE | a tradable account | not tradable | account SUSPENSE is not tradable at this desk',
    none,
    { account: 'SUSPENSE' },
  ],
  [
    'instrumentTradable | instrument NONE | a tradable instrument | unknown | instrument NONE is unknown at this desk',
    none,
    { symbol: 'NONE' },
  ],
  [
    'instrumentTradable | instrument ACME | a tradable instrument | not tradable | instrument ACME is not tradable at this desk',
    instrument({ tradable: false }),
    none,
  ],
  [
    'listed | instrument ACME | a listing at the venue | none | ACME is not listed at the venue the order names',
    { venues: [venueTerms('ALPHA', { listings: [] })] },
    none,
  ],
  ['limitsKnown | account A1 | limits | none | account A1 has no limits for ACME, so it may not trade it', { limits: [] }, none],
  [
    'onTick | instrument ACME | 0.0025 | 10.0001 | price 10.0001 is not a multiple of the tick 0.0025',
    ...fine({ price: '10.0001' }),
  ],
  ['wholeLots | instrument ACME | 0.05 | 1.07 | quantity 1.07 is not a multiple of the lot 0.05', ...fine({ qty: '1.07' })],
  ['minQty | instrument ACME | 0.1 | 0.05 | quantity 0.05 is below the minimum 0.1', ...fine({ qty: '0.05' })],
  ['maxQty | instrument ACME | 1000.5 | 1000.55 | quantity 1000.55 is above the maximum 1000.5', ...fine({ qty: '1000.55' })],
  ['maxQty | account A1 | 500 | 501 | quantity 501 is above the maximum 500', none, { qty: '501' }],
  [
    'referenceFresh | instrument ACME | 1000 ms | none | there is no reference price for ACME: no venue shows a fresh two-sided market',
    none,
    reference(undefined),
  ],
  [
    'referenceFresh | instrument ACME | 1000 ms | 1000.5 ms | the reference price of ACME is 1000.5 ms old; at most 1000 ms is trusted',
    none,
    reference(1_000, 1_000_500),
  ],
  [
    'priceCollar | instrument ACME | 1.25% around 10.00 | 10.13 | price 10.13 is outside 1.25% around 10.00',
    limits({ collarPpm: 12_500 as Ppm }),
    { price: '10.13' },
  ],
  [
    'maxNotional | account A1 | 1000.5 | 1010 | the order is worth up to 1010 USD, above the maximum 1000.5',
    limits({ maxOrderNotional: '1000.50' }),
    { price: '10.10' },
  ],
  [
    'positionLimit | account A1 | 99 | 100 | with every open order filled the position would be 100 long; the limit is 99',
    limits({ maxLong: '99' }),
    none,
  ],
  [
    'positionLimit | account A1 | 99 | 100 | with every open order filled the position would be 100 short; the limit is 99',
    limits({ maxShort: '99' }),
    { side: 'sell' },
  ],
  ['decimals | qty | at most 0 digits after the point | many | qty "many" is not a decimal number', none, { qty: 'many' }],
  [
    'decimals | price | at most 2 digits after the point | 10.001 | price "10.001" has too many digits after the point; it is refused, not rounded',
    none,
    { price: '10.001' },
  ],
  [
    'decimals | qty | at most 0 digits after the point | 99999999999999999999 | qty "99999999999999999999" is too large to be exact',
    none,
    { qty: '99999999999999999999' },
  ],
  ['positive | price | above 0 | -1 | price -1 must be above 0', none, { price: '-1' }],
  ['price | price | required | absent | a limit order needs a price', none, { price: undefined }],
  ['price | price | absent | 10.00 | a market order has no price', none, { ordType: 'market' }],
  [
    'expireTime | expireTime | in the future | absent | a good-till-date order needs an expireTime in the future',
    none,
    { timeInForce: 'gtd' },
  ],
  [
    'expireTime | expireTime | in the future | 5 | a good-till-date order needs an expireTime in the future',
    none,
    { timeInForce: 'gtd', expireTime: 5 as Micros },
  ],
  ['supported | displayQty | supported | 10 | displayQty 10 is not supported at ALPHA', none, { displayQty: '10' }],
  [
    'supported | postOnly | supported | true | postOnly true is not supported by this desk',
    none,
    { postOnly: true, route: { strategy: 'best' } },
  ],
  [
    'supported | route | supported | direct without a venue | route direct without a venue is not supported by this desk',
    none,
    { route: { strategy: 'direct' } },
  ],
  [
    'supported | route | supported | best with a venue | route best with a venue is not supported at ALPHA',
    none,
    { route: { strategy: 'best', venue: 'ALPHA' } },
  ],
  [
    'supported | route | a venue of this desk | NOWHERE | NOWHERE is not a venue of this desk',
    none,
    { route: { strategy: 'direct', venue: 'NOWHERE' } },
  ],
  [
    'supported | ordType | supported | stop | ordType stop is not supported at ALPHA',
    none,
    { ordType: 'stop', price: undefined },
  ],
  [
    'supported | timeInForce | supported | ioc | timeInForce ioc is not supported at ALPHA',
    { venues: [venueTerms('ALPHA', { timeInForces: ['day'] })] },
    { timeInForce: 'ioc' },
  ],
  [
    'clOrdId | clOrdId | an id of the client |  | an ask without a clOrdId cannot be told from its own retry',
    none,
    { clOrdId: '' },
  ],
];

describe('a refusal tells the trader what stands against the order', () => {
  it.each(rows)('%s', (words, config, ask) => {
    expect(refusal(new Desk(configTerms(config)), ask)).toBe(words);
  });
  it.each([
    ['desk', '*', 'the desk'],
    ['account', 'A1', 'account A1'],
    ['strategy', 'S1', 'strategy S1'],
    ['instrument', 'ACME', 'instrument ACME'],
    ['venue', 'ALPHA', 'venue ALPHA'],
  ] as const)('the kill switch of a %s', (scope, id, killed) => {
    const desk = new Desk();
    desk.say({ type: 'KillRequested', clOrdId: 'k', scope, id, reason: 'stop' });
    expect(refusal(desk, { strategy: 'S1' })).toBe(
      `killSwitch | ${killed} | released | engaged | the kill switch of ${killed} is engaged; a person must release it`,
    );
  });
  it('the desk’s own kill switch before any other, then the account’s', () => {
    const desk = new Desk();
    for (const [scope, id] of [
      ['venue', 'ALPHA'],
      ['instrument', 'ACME'],
      ['strategy', 'S1'],
      ['account', 'A1'],
      ['desk', '*'],
    ] as const) {
      desk.say({ type: 'KillRequested', clOrdId: `k ${scope}`, scope, id, reason: 'stop' });
      expect(refusal(desk, { strategy: 'S1' })).toContain(scope === 'desk' ? '| the desk |' : `| ${scope} ${id} |`);
    }
  });
  it('the rate of the account, and how long to wait', () => {
    const accounts = [
      { account: 'A1', tradable: true, ordersPerSecond: 4, ordersBurst: 1 },
      { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
    ];
    const desk = new Desk(configTerms({ accounts }));
    expect(refusal(desk, {})).toBe('OrderAccepted');
    desk.now = (desk.now + 100_500) as Micros;
    const limit = 'one order every 250 ms';
    expect(refusal(desk, {})).toBe(
      `orderRate | account A1 | ${limit} | 150 ms too early | account A1 sends orders faster than ${limit}, after its burst`,
    );
  });
  it('a clOrdId that was used for something else', () => {
    const desk = new Desk();
    desk.place({ clOrdId: 'mine' });
    expect(refusal(desk, { clOrdId: 'mine', qty: '7' })).toBe(
      'clOrdIdReused | account A1 | a clOrdId not used before | mine | clOrdId mine was used for something else',
    );
  });
});
