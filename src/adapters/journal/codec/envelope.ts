import type { Event, Recorded } from '../../../domain/oms/catalogue.ts';
import { Unreadable } from './byte-reader.ts';
import { NotWritable } from './byte-writer.ts';
import { codecByType, codecOf } from './codecs.ts';
import type { FieldReader } from './field-reader.ts';
import type { FieldWriter } from './field-writer.ts';

/** What a record shares with the one before it in its page; those of one turn share nearly everything. One byte holds these bits. */
const SAME_MOMENT = 1;
const SAME_ACTOR = 2;
const SAME_CAUSE = 4;
/** It is its own cause: an input. */
const OWN_CAUSE = 8;
const SAME_ORDER = 16;
/** It is about no client order. */
const NO_ORDER = 32;
const ALL_BITS = 63;

type Envelope = Omit<Recorded, 'event'>;
/** What the first record of a page is compared with. */
export const before = (time: Recorded['at']): Envelope => ({
  position: 0,
  at: time,
  mono: 0 as Recorded['mono'],
  actor: '',
  causationId: 0,
  correlationId: 0,
});

/**
 * The layout: bits, type code, version; then whatever the bits do not say, in the order below; then the fields of the event.
 * Answers the type code. Throws NotWritable.
 */
export const writeRecord = (to: FieldWriter, record: Recorded, previous: Envelope): number => {
  const { at, mono, actor, causationId, correlationId, position } = record;
  const codec = codecByType.get(record.event.type);
  if (codec === undefined) throw new NotWritable();
  const moment = at === previous.at && mono === previous.mono ? SAME_MOMENT : 0;
  const who = actor === previous.actor ? SAME_ACTOR : 0;
  const cause = causationId === position ? OWN_CAUSE : causationId === previous.causationId ? SAME_CAUSE : 0;
  const about = correlationId === 0 ? NO_ORDER : correlationId === previous.correlationId ? SAME_ORDER : 0;
  to.byte(moment | who | cause | about);
  to.byte(codec.definition.code);
  to.byte(codec.definition.v);
  if (moment === 0) {
    if (!Number.isSafeInteger(at) || at < 0 || !Number.isSafeInteger(mono) || mono < 0) throw new NotWritable();
    to.int(at - previous.at);
    to.int(mono - previous.mono);
  }
  if (who === 0) to.word(actor);
  if (cause === 0) to.uint(causationId);
  if (correlationId !== 0 && about === 0) to.orderId(correlationId);
  to.recordAt = at;
  codec.write(to, record.event);
  return codec.definition.code;
};

/** An event of a type or version that this release does not know. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
  constructor(code: number, v: number) {
    super(`event code ${code} version ${v} is not in the catalogue of this release`);
  }
}

/** Throws Unreadable or UnknownEvent. */
export const readRecord = (from: FieldReader, position: number, previous: Envelope): Recorded => {
  const bits = from.byte();
  if (bits > ALL_BITS) throw new Unreadable(`a record begins with bits ${bits}`);
  const code = from.byte();
  const v = from.byte();
  const codec = codecOf(code, v);
  if (codec === undefined) throw new UnknownEvent(code, v);
  let { at, mono } = previous;
  if ((bits & SAME_MOMENT) === 0) {
    at = (at + from.int()) as Recorded['at'];
    mono = (mono + from.int()) as Recorded['mono'];
  }
  const actor = (bits & SAME_ACTOR) === 0 ? from.word() : previous.actor;
  const causationId = (bits & OWN_CAUSE) !== 0 ? position : (bits & SAME_CAUSE) !== 0 ? previous.causationId : from.uint();
  const correlationId = (bits & NO_ORDER) !== 0 ? 0 : (bits & SAME_ORDER) !== 0 ? previous.correlationId : from.orderId();
  from.recordAt = at;
  const event: Event = codec.read(from);
  return { position, at, mono, actor, causationId, correlationId, event };
};
