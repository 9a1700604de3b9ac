import { createHash } from 'node:crypto';
import { stateText } from '../domain/oms/carry.ts';
import type { State } from '../domain/oms/state.ts';

/** SHA-256 of the state's canonical text, 64 hex digits: two desks that agree on it agree on every order, position and timer. */
export const stateDigest = (state: State): string => createHash('sha256').update(stateText(state)).digest('hex');
