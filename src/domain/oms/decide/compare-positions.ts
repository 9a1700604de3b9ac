import { formatQty } from '../../instrument/instrument.ts';
import { parseTold } from '../../kernel/decimal.ts';
import type { Micros, Qty } from '../../kernel/units.ts';
import { addHeld } from '../../reconcile/add-held.ts';
import type { PositionRow, QueryEvents } from '../../reconcile/query-events.ts';
import type { Round } from '../../reconcile/round.ts';
import type { Config } from '../config.ts';
import { roundAnswered } from '../state.ts';
import type { Draft } from './draft.ts';
import { conclude, fault, putOff } from './level.ts';

/** Looked at so often, what never stands still waits for the next comparison. */
const PASSES_MAX = 5;
/** So many differences are concluded from one answer: a turn stays small. What is more shows the next time. */
const DIFFERENCES_MAX = 500;

const unreadable = ({ rows }: QueryEvents['PositionsReported'], { instruments }: Config): PositionRow | undefined =>
  rows.find(({ symbol, qty }) => {
    const instrument = instruments.get(symbol);
    return instrument !== undefined && !parseTold(qty, instrument.qtyScale).ok;
  });

/** What the venue says that we hold there, against what it has executed for us. */
export const hearPositions = (draft: Draft, answer: QueryEvents['PositionsReported']): void => {
  const round = roundAnswered(draft.state, answer);
  if (round === undefined) return;
  const wrong = fault(draft, round, answer);
  if (wrong !== undefined) return putOff(draft, round, wrong);
  const odd = unreadable(answer, draft.config);
  if (odd !== undefined) return putOff(draft, round, `it holds "${odd.qty}" of ${odd.symbol}, which cannot be read`);
  if (answer.part < answer.parts) return;
  const rows = round.rows + answer.rows.length;
  if (rows < answer.total) return putOff(draft, round, `its answer is partial: ${rows} of ${answer.total} positions`);
  const held = new Map(round.held);
  addHeld(held, answer.rows, draft.config.instruments);
  const again = compare(draft, round, held);
  if (again === 0 || round.pass === PASSES_MAX) return conclude(draft, round, 'done');
  const { venue, pass } = round;
  const until = (draft.now + draft.venue(venue).timeoutMicros) as Micros;
  const reason = `${again} positions differ and are looked at again`;
  draft.say({ type: 'QueryPutOff', venue, query: 'positions', pass: pass + 1, attempt: 1, reason, until });
};

/**
 * How many are to be looked at again. A difference counts once two answers in a row say the same and nothing was executed there in between:
 * what is on its way comes meanwhile.
 */
const compare = (draft: Draft, round: Round, held: ReadonlyMap<string, number>): number => {
  const { venue, queryId, pass, doubted } = round;
  let again = 0;
  let said = 0;
  for (const symbol of new Set([...held.keys(), ...draft.state.held.symbolsOf(venue)].sort())) {
    const { qty: ours = 0, differs } = draft.state.held.get(venue, symbol) ?? {};
    const theirs = held.get(symbol) ?? 0;
    const compared = { type: 'PositionCompared', venue, queryId, pass, symbol, ours, theirs } as const;
    if (theirs - ours === (differs ?? 0) && !(differs === undefined && doubted.has(symbol))) continue; // As it was.
    if (said === DIFFERENCES_MAX) break;
    said += 1;
    if (theirs === ours) draft.say({ ...compared, conclusion: 'agrees' });
    else if (doubted.get(symbol) !== theirs) {
      draft.say({ ...compared, conclusion: 'lookAgain' });
      again += 1;
    } else {
      draft.say({ ...compared, conclusion: 'differs' });
      if (differs === undefined) raiseDiffers(draft, venue, symbol, ours, theirs);
    }
  }
  return again;
};

/** Until that is closed, the worse of the two counts. */
const raiseDiffers = (draft: Draft, venue: string, symbol: string, ours: number, theirs: number): void => {
  const instrument = draft.config.instruments.get(symbol);
  const qty = (units: number): string => (instrument === undefined ? String(units) : formatQty(instrument, units as Qty));
  const detail = `${venue} says that it holds ${qty(theirs)} of ${symbol} for us, and ${qty(ours)} are booked`;
  draft.raise('positionDiffers', detail, { venue }, { symbol });
};
