import type { Micros, Qty } from '../../../domain/kernel/units.ts';
import type { ConfigTerms } from '../../../domain/oms/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { MarketSource } from '../../../domain/ports/market.ts';
import type { DeskIdentity } from '../../runtime/desk.ts';
import type { DarkInterest } from '../../venues/simulated/dark.ts';

/** How the client of the demo trades. */
export type TradingStyle = Readonly<{
  /** One ask this often, on average. */
  everyMs: number;
  /** Lots of an order, at most. */
  lotsMax: number;
  /** Beyond it the client only trades back. */
  positionMax: Qty;
  /** Now and then it asks for what a desk must refuse. */
  mistakes: boolean;
}>;

/** What a demo trades on: the desk's configuration, the hours, and where the books come from. */
export type DemoMarket = Readonly<{
  name: string;
  identity: DeskIdentity;
  terms: ConfigTerms;
  opensAt: Micros;
  closesAt: Micros;
  /** Hidden interest at dark venues, if there are any. */
  dark: DarkInterest | undefined;
  trading: TradingStyle;
  source: (clock: Clock) => MarketSource;
}>;
