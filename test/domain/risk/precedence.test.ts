import { describe, expect, it } from 'vitest';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import type { ConfigTerms } from '../../../src/domain/oms/events.ts';
import { ladder } from '../../../src/domain/risk/checks.ts';
import { configTerms, Desk, venueTerms } from '../../support/desk.ts';
import { type Ask, instrument, limits, listing, reference } from './refusals.ts';

const RUNGS = [
  'killSwitch',
  'tradingMode',
  'accountKnown',
  'instrumentTradable',
  'listed',
  'limitsKnown',
  'onTick',
  'wholeLots',
  'minQty',
  'maxQty',
  'referenceFresh',
  'priceCollar',
  'maxNotional',
  'reduceOnly',
  'positionLimit',
  'orderRate',
];

describe('the first objection is the one the client hears', () => {
  it('and the ladder has these rungs, in this order', () => {
    expect(ladder.map(({ name }) => name)).toEqual(RUNGS);
  });
  it('each rung is heard once all above it are satisfied', () => {
    const heard: (string | undefined)[] = [];
    const slow: Partial<ConfigTerms> = {
      accounts: [
        { account: 'A1', tradable: true, ordersPerSecond: 1, ordersBurst: 1 },
        { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
      ],
    };
    const tight = limits({ maxOrderQty: '500', maxOrderNotional: '1', maxLong: '1' });
    const stale = reference(1_000, 2_000_000);
    const coarse = { tickSize: '0.05', lotSize: '7', minQty: '600' };
    const wrong: Ask = { qty: '501', price: '20.01', ...stale };
    const hear = (config: Partial<ConfigTerms>, ask: Ask, mode?: Events['ModeRequested']['mode'], killed = false): void => {
      const desk = new Desk(configTerms({ ...slow, ...config }));
      // One passing order spends the account's rate, so that the last rung stands as well.
      desk.say({ type: 'ConfigAdopted', values: configTerms(slow) });
      desk.place({ qty: '1' });
      desk.say({ type: 'ConfigAdopted', values: configTerms({ ...slow, ...config }) });
      if (mode !== undefined) desk.say({ type: 'ModeRequested', clOrdId: 'm', scope: 'desk', id: '*', mode, reason: 'stop' });
      if (killed) desk.say({ type: 'KillRequested', clOrdId: 'k', scope: 'desk', id: '*', reason: 'stop' });
      const said = desk.place(ask).find(({ type }) => type === 'OrderRefused');
      heard.push(said?.type === 'OrderRefused' ? said.check : undefined);
    };
    const halted = instrument({ tradable: false });
    const unlisted = { venues: [venueTerms('ALPHA', { listings: [] })] };
    hear({ ...halted, ...unlisted, limits: [] }, { ...wrong, account: 'SUSPENSE' }, 'cancelOnly', true);
    hear({ ...halted, ...unlisted, limits: [] }, { ...wrong, account: 'SUSPENSE' }, 'cancelOnly');
    hear({ ...halted, ...unlisted, limits: [] }, { ...wrong, account: 'SUSPENSE' });
    hear({ ...halted, ...unlisted, limits: [] }, wrong);
    hear({ ...unlisted, limits: [] }, wrong);
    hear({ ...listing(coarse), limits: [] }, wrong);
    hear({ ...listing(coarse), ...tight }, wrong);
    hear({ ...listing(coarse), ...tight }, { ...wrong, price: '20.00' });
    hear({ ...listing(coarse), ...tight }, { ...wrong, price: '20.00', qty: '504' });
    hear({ ...listing({ ...coarse, minQty: '1' }), ...tight }, { ...wrong, price: '20.00', qty: '504' });
    hear({ ...listing({ ...coarse, minQty: '1' }), ...tight }, { ...wrong, price: '20.00', qty: '497' });
    hear({ ...listing({ ...coarse, minQty: '1' }), ...tight }, { price: '20.00', qty: '497' });
    hear({ ...listing({ ...coarse, minQty: '1' }), ...tight }, { price: '10.00', qty: '497' });
    hear(limits({ maxLong: '1' }), { price: '10.00', qty: '497' }, 'reduceOnly');
    hear(limits({ maxLong: '1' }), { price: '10.00', qty: '497' });
    hear({}, { price: '10.00', qty: '497' });
    expect(heard).toEqual(RUNGS);
  });
  it('and it says what was looked at, where the limit is and what broke it', () => {
    const [said] = new Desk().place({ qty: '501' });
    expect(said).toMatchObject({
      check: 'maxQty',
      scope: 'account A1',
      limit: '500',
      value: '501',
      text: 'quantity 501 is above the maximum 500',
    });
    const [collar] = new Desk().place({ price: '10.51' });
    expect(collar).toMatchObject({ check: 'priceCollar', limit: '5% around 10.00', value: '10.51' });
  });
});
