import type { Event, EventType } from '../../domain/oms/catalogue.ts';
import { breakWords } from './break-words.ts';
import { deskWords } from './desk-words.ts';
import { handWords } from './hand-words.ts';
import type { Lexicon } from './lexicon.ts';
import { orderWords } from './order-words.ts';

const words = { ...orderWords, ...breakWords, ...handWords, ...deskWords } as Readonly<
  Record<EventType, (event: Event, lexicon: Lexicon) => string>
>;

/** Any event of the catalogue as one sentence in plain words. The lexicon must have folded the records before it, and it. */
export const sentence = (event: Event, lexicon: Lexicon): string => words[event.type](event, lexicon);
