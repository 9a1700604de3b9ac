import { expect } from 'vitest';
import type { Micros, Price } from '../../../src/domain/kernel/units.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import type { ConfigTerms, LimitTerms } from '../../../src/domain/oms/events.ts';
import { configTerms, Desk, evidenceAt, venueTerms } from '../../support/desk.ts';
import { checkDesk } from '../invariants.ts';

export type Ask = Partial<Events['NewOrderRequested']>;
export const limits = (over: Partial<LimitTerms>): Partial<ConfigTerms> => ({
  limits: [{ ...(configTerms().limits[0] as LimitTerms), ...over }],
});
export const instrument = (over: Partial<ConfigTerms['instruments'][number]>): Partial<ConfigTerms> => ({
  instruments: [{ ...(configTerms().instruments[0] as ConfigTerms['instruments'][number]), ...over }],
});
export const listing = (over: object): Partial<ConfigTerms> => ({
  venues: [venueTerms('ALPHA', { listings: [{ symbol: 'ACME', tickSize: '0.01', lotSize: '1', minQty: '1', ...over }] })],
});
export const reference = (price: number | undefined, age = 0): Ask => {
  const at = new Desk().now;
  return {
    evidence: evidenceAt(at, {
      reference: price === undefined ? undefined : { price: price as Price, at: (at - age) as Micros, source: 'mid' },
    }),
  };
};
/** The rule that refuses the order, or undefined. */
export const refusalOf = (config: Partial<ConfigTerms>, ask: Ask): string | undefined => {
  const desk = new Desk(configTerms(config));
  const [said] = desk.place(ask);
  checkDesk(desk);
  if (said?.type === 'OrderRefused') expect(desk.state.children.size, 'what is refused goes nowhere').toBe(0);
  return said?.type === 'OrderRefused' ? said.check : undefined;
};
