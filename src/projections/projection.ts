import type { Event, Events, EventType, Recorded } from '../domain/oms/catalogue.ts';

/** What a view does with the events it cares about. A view owns itself, so it is changed in place. */
export type Handlers<View> = { readonly [Type in EventType]?: (view: View, event: Events[Type], record: Recorded) => void };

/** A question we can always answer again from the journal. Views are disposable; the journal is not. */
export type Projection<View extends object> = Readonly<{ name: string; initial: () => View; on: Handlers<View> }>;

/**
 * Folds one record into a view. A day begins with its whole opening balance, so every view begins with the day: a view that
 * lives through a roll and one that is rebuilt from the new day alone are the same.
 */
export const apply = <View extends object>({ initial, on }: Projection<View>, view: View, record: Recorded): void => {
  const { event } = record;
  if (event.type === 'DayOpened') Object.assign(view, initial());
  const handler = on[event.type] as ((view: View, event: Event, record: Recorded) => void) | undefined;
  handler?.(view, event, record);
};
