import { type Instrument, instrumentOf } from '../domain/instrument/instrument.ts';
import type { ConfigTerms } from '../domain/oms/events.ts';
import type { Handlers } from './projection.ts';

/** Instruments by symbol. One that a later configuration leaves out stays known: what was traded in it must still be said in its scales. */
export type Instruments = Map<string, Instrument>;

const learn = ({ instruments }: { instruments: Instruments }, { values }: { values: ConfigTerms }): void => {
  for (const terms of values.instruments) instruments.set(terms.symbol, instrumentOf(terms));
};

/** For views that must know what a unit of price or quantity is worth. */
export const knowInstruments = { ConfigAdopted: learn, CarriedConfig: learn } satisfies Handlers<{ instruments: Instruments }>;
