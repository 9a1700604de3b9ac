import type { Micros, OrderId } from '../domain/kernel/units.ts';
import { definitions, type Event, type EventType, isInput, type Recorded } from '../domain/oms/catalogue.ts';
import type { Handlers, Projection } from './projection.ts';
import { evidenceOf } from './words/evidence.ts';
import { emptyLexicon, type Lexicon, learnWords } from './words/lexicon.ts';
import { sentence } from './words/sentence.ts';

/** One step of an order's story. `causedBy` is the position of the input behind it: its own for an input. */
export type Step = Readonly<{
  position: number;
  at: Micros;
  actor: string;
  type: EventType;
  causedBy: number;
  what: string;
  evidence: readonly string[];
}>;
type Timeline = { lexicon: Lexicon; steps: Step[]; cause: Recorded | undefined };

/** Is this record part of what happened to the order? */
export const isAbout = ({ correlationId, event }: Recorded, orderId: OrderId): boolean =>
  correlationId === orderId || ('orderId' in event && event.orderId === orderId);

/** What happened to this order, who said so, and on what evidence? */
export const timelineOf = (orderId: OrderId): Projection<Timeline> => {
  const tell = ({ lexicon, steps }: Timeline, { position, at, actor, causationId, event }: Recorded): void => {
    const { type } = event;
    steps.push({
      position,
      at,
      actor,
      type,
      causedBy: causationId,
      what: sentence(event, lexicon),
      evidence: evidenceOf(event, lexicon),
    });
  };
  const hear =
    (learn: ((view: Timeline, event: Event, record: Recorded) => void) | undefined) =>
    (view: Timeline, event: Event, record: Recorded): void => {
      learn?.(view, event, record);
      if (isInput(event)) view.cause = record;
      if (!isAbout(record, orderId)) return;
      // An input about many orders (a slice of a mass cancel) is part of the story of each that it moved.
      const { cause } = view;
      if (
        cause !== undefined &&
        cause.position === record.causationId &&
        cause !== record &&
        view.steps.at(-1)?.causedBy !== cause.position
      )
        tell(view, cause);
      tell(view, record);
    };
  const learning = learnWords as Readonly<Partial<Record<string, (view: Timeline, event: Event, record: Recorded) => void>>>;
  return {
    name: 'timeline',
    initial: () => ({ lexicon: emptyLexicon(), steps: [], cause: undefined }),
    on: Object.fromEntries(definitions.map(({ name }) => [name, hear(learning[name])])) as Handlers<Timeline>,
  };
};
