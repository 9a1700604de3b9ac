import type { Recorded } from '../../../src/domain/oms/catalogue.ts';

type Sent = Readonly<{ sentId: string; venue: string; seqOut: number }>;

/** What was sent under which number, and which numbers a venue said never arrived when its session came up: the checkers' own books. */
export class Numbers {
  readonly #bySentId = new Map<string, Sent>();
  readonly #submits = new Map<number, Sent>();
  readonly #last = new Map<string, number>();
  readonly #lost = new Map<string, Readonly<{ from: number; to: number }>>();

  follow(event: Recorded['event']): void {
    if (event.type === 'SessionChanged') {
      const { venue, state, expects } = event;
      const to = this.#last.get(venue) ?? 0;
      if (state === 'up' && expects !== undefined && expects <= to) this.#lost.set(venue, { from: expects, to });
      else this.#lost.delete(venue);
    }
    if (!('seqOut' in event) || event.type === 'CarriedChild') return;
    const { sentId, venue, seqOut } = event;
    this.#bySentId.set(sentId, { sentId, venue, seqOut });
    this.#last.set(venue, seqOut);
    if (event.type === 'ChildRouted') this.#submits.set(event.childId, { sentId, venue, seqOut });
  }

  /** The id of the message that a fact says came to nothing, if its venue said that it never received it. */
  neverArrived(event: Recorded['event']): string | undefined {
    const sent =
      event.type === 'CertaintyRegained' || event.type === 'ChildRequestRejected'
        ? this.#bySentId.get(event.sentId)
        : event.type === 'ChildClosed' && event.as === 'notSent'
          ? this.#submits.get(event.childId)
          : undefined;
    const lost = sent && this.#lost.get(sent.venue);
    return sent && lost && sent.seqOut >= lost.from && sent.seqOut <= lost.to ? sent.sentId : undefined;
  }
}
