import type { Answer } from '../../runtime/engine.ts';

/** Answers are made from the turn alone, so that the same turn, read back from the journal, gives the same answer for ever. */
export type Turn = Pick<Answer, 'day' | 'position' | 'facts'> & Readonly<{ actor: string }>;
