import type { Definition, EventOf } from '../kernel/schema.ts';
import type { Micros, Mono, OrderId } from '../kernel/units.ts';
import { marketFacts, marketInputs } from '../market/events.ts';
import { asks, declarations, orderFacts, reports } from '../order/events.ts';
import { breakFacts, breakInputs } from '../reconcile/events.ts';
import { handFacts, handInputs } from '../reconcile/hand-events.ts';
import { queryAnswers, queryAsks, queryFacts } from '../reconcile/query-events.ts';
import { resilienceFacts, resilienceInputs, unreadable } from '../resilience/events.ts';
import { modeFacts, modeInputs } from '../resilience/mode-events.ts';
import { shutdownFacts, shutdownInputs } from '../resilience/shutdown-events.ts';
import { riskFacts, riskInputs } from '../risk/events.ts';
import { carried } from './carried.ts';
import { deskInputs } from './events.ts';

/**
 * Every event there is. Names, codes and shapes are on disk for ever: add, never edit. What is said to the desk is an input;
 * what the desk concludes is a fact. A day's facts follow from its inputs, and `verify --redecide` proves it.
 */
export const inputs = {
  ...asks,
  ...declarations,
  ...breakInputs,
  ...handInputs,
  ...reports,
  ...queryAnswers,
  ...queryAsks,
  ...marketInputs,
  ...riskInputs,
  ...modeInputs,
  ...shutdownInputs,
  ...deskInputs,
  ...resilienceInputs,
  ...unreadable,
  ...carried,
};
export const facts = {
  ...orderFacts,
  ...breakFacts,
  ...marketFacts,
  ...riskFacts,
  ...modeFacts,
  ...shutdownFacts,
  ...queryFacts,
  ...handFacts,
  ...resilienceFacts,
};
export const catalogue = { ...inputs, ...facts };
export const definitions: readonly Definition[] = Object.values(catalogue);

export type EventType = keyof typeof catalogue;
export type Events = { [K in EventType]: EventOf<(typeof catalogue)[K]> };
export type Input = Events[keyof typeof inputs];
export type Fact = Events[keyof typeof facts];
export type Event = Input | Fact;

export const isInput = (event: Event): event is Input => Object.hasOwn(inputs, event.type);

/** Who says a thing and when it was heard. The runtime stamps; the domain only reads. */
export type Stamp = Readonly<{ at: Micros; mono: Mono; actor: string }>;
/** One line of the journal. `position` alone orders the world; times explain it. */
export type Recorded<E extends Event = Event> = Stamp &
  Readonly<{
    /** Dense from 1 per day. */
    position: number;
    /** Position of the input that caused this; its own position for an input. */
    causationId: number;
    /** The client order it is about; 0 for none. */
    correlationId: OrderId | 0;
    event: E;
  }>;
