import { describe, expect, it } from 'vitest';
import type { ChildStatus, ExecType } from '../../../src/domain/order/events.ts';
import { childLife, type Step } from '../../../src/domain/order/lifecycle.ts';
import { Desk, types } from '../../support/desk.ts';
import { checkDesk } from '../invariants.ts';

/**
 * Every (status, step) through the real desk. A cell says where the child order stands afterwards; after "!" the break that is raised;
 * "-" means that nothing at all is said, because nothing follows.
 */
const TABLE = `
            | acknowledged           | trade                     | canceled                   | replaced
sent        | working                | working                   | canceled                   | working
working     | -                      | working                   | canceled                   | working
stopped     | -                      | stopped                   | canceled                   | working
suspended   | working                | suspended                 | canceled                   | suspended
overnight   | working                | overnight                 | canceled                   | working
filled      | -                      | filled !overfill          | canceled !unexpectedClose  | working
canceled    | -                      | canceled !unexpectedFill  | -                          | canceled !unexpectedReplace
rejected    | working !unexpectedAck | rejected !unexpectedFill  | -                          | working !unexpectedReplace
expired     | -                      | expired !unexpectedFill   | -                          | expired !unexpectedReplace
doneForDay  | -                      | doneForDay !unexpectedFill| canceled                   | doneForDay !unexpectedReplace
notSent     | working !unexpectedAck | working !unexpectedFill   | canceled !unexpectedClose  | working !unexpectedReplace

            | rejected                 | expired                 | doneForDay                 | overnight
sent        | rejected                 | expired                 | doneForDay                 | overnight
working     | rejected                 | expired                 | doneForDay                 | overnight
stopped     | rejected                 | expired                 | doneForDay                 | overnight
suspended   | rejected                 | expired                 | doneForDay                 | overnight
overnight   | rejected                 | expired                 | (never)                    | -
filled      | rejected !unexpectedClose| expired                 | doneForDay                 | -
canceled    | -                        | -                       | -                          | -
rejected    | -                        | -                       | -                          | -
expired     | -                        | -                       | -                          | -
doneForDay  | -                        | expired                 | -                          | (never)
notSent     | rejected !unexpectedClose| expired !unexpectedClose| doneForDay !unexpectedClose| overnight !unexpectedAck

            | stopped                | suspended                | restated                      | remark
sent        | stopped                | suspended                | working                       | sent
working     | stopped                | suspended                | working                       | working
stopped     | -                      | suspended                | working                       | stopped
suspended   | stopped                | -                        | working                       | suspended
overnight   | stopped                | suspended                | working                       | overnight
filled      | -                      | -                        | filled                        | filled
canceled    | -                      | -                        | canceled !unexpectedReplace   | canceled
rejected    | stopped !unexpectedAck | suspended !unexpectedAck | working !unexpectedAck        | rejected
expired     | -                      | -                        | expired !unexpectedReplace    | expired
doneForDay  | -                      | -                        | working !unexpectedAck        | doneForDay
notSent     | stopped !unexpectedAck | suspended !unexpectedAck | working !unexpectedAck        | notSent

            | bust                           | correct                           | reopened
sent        | sent !bustOfUnknownExecution   | working !bustOfUnknownExecution   | sent !bustOfUnknownExecution
working     | working                        | working                           | working
stopped     | stopped                        | stopped                           | stopped
suspended   | suspended                      | suspended                         | suspended
overnight   | overnight                      | overnight                         | overnight
filled      | filled                         | filled                            | working
canceled    | canceled                       | canceled                          | working !unexpectedAck
rejected    | rejected                       | rejected                          | working !unexpectedAck
expired     | expired                        | expired                           | working !unexpectedAck
doneForDay  | doneForDay                     | doneForDay                        | working !unexpectedAck
notSent     | notSent !bustOfUnknownExecution| working !bustOfUnknownExecution   | working !bustOfUnknownExecution !unexpectedAck

            | standing                  | requestRejected | notSent
sent        | working                   | sent            | notSent
working     | working                   | working         | working !unexpectedClose
stopped     | stopped                   | stopped         | stopped !unexpectedClose
suspended   | working                   | suspended       | suspended !unexpectedClose
overnight   | working                   | overnight       | overnight !unexpectedClose
filled      | filled                    | filled          | filled !unexpectedClose
canceled    | working !unexpectedAck    | -               | canceled !unexpectedClose
rejected    | working !unexpectedAck    | -               | -
expired     | working !unexpectedAck    | -               | expired !unexpectedClose
doneForDay  | working !unexpectedAck    | -               | doneForDay !unexpectedClose
notSent     | working !unexpectedAck    | -               | -
`;

type Case = Readonly<{ name: string; status: ChildStatus; step: Step; to: string; raises: readonly string[]; silent: boolean }>;
/** "(never)": an order's time in force does not change, and it alone decides which of the two a day's end is. */
const NEVER = '(never)';
const all: readonly Case[] = TABLE.trim()
  .split('\n\n')
  .flatMap((block) => {
    const [head = [], ...rows] = block.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    return rows.flatMap(([status = '', ...cells]) =>
      cells.map((cell, i) => {
        const [to = '', ...raises] = cell.split(/\s*!/);
        const silent = to === '-';
        return {
          name: `${status}, ${head[i + 1]}: ${cell}`,
          status: status as ChildStatus,
          step: head[i + 1] as Step,
          to: silent ? status : to,
          raises,
          silent,
        };
      }),
    );
  });

const cases = all.filter(({ to }) => to !== NEVER);

/** An order of 100 at ALPHA whose child stands there, with an execution E0 where it can have one; for an answer, a replace to 150 is on its way. */
const childAt = (status: ChildStatus, step: Step): Desk => {
  const desk = new Desk();
  desk.place({ timeInForce: status === 'overnight' || step === 'overnight' ? 'gtc' : 'day' });
  if (status === 'notSent') {
    desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId: desk.child().sentId, request: 'submit', reason: 'refused' });
    return desk;
  }
  const isOver = status === 'canceled' || status === 'rejected' || status === 'expired' || status === 'doneForDay';
  if (!isOver && (step === 'replaced' || step === 'requestRejected')) desk.replace({ qty: '150' });
  if (status !== 'sent') desk.hear('new');
  if (status !== 'sent') desk.fill('E0', status === 'filled' ? 100 : 10);
  if (isOver || status === 'stopped' || status === 'suspended') desk.hear(status);
  if (status === 'overnight') desk.hear('doneForDay');
  expect(desk.child().status, 'the story leads where it says').toBe(status);
  return desk;
};

const WORD: Partial<Record<Step, ExecType>> = {
  acknowledged: 'new',
  overnight: 'doneForDay',
  remark: 'calculated',
  bust: 'tradeCancel',
  correct: 'tradeCorrect',
};
const take = (desk: Desk, step: Step): readonly string[] => {
  const { sentId, sentIds, requests, venue, status } = desk.child();
  const replaceId = requests.find(({ kind }) => kind === 'replace')?.sentId;
  switch (step) {
    case 'trade':
      return types(desk.fill('E1', 10));
    case 'bust':
      return types(desk.hear('tradeCancel', { execRefId: 'E0' }));
    case 'standing':
      return types(desk.hear('orderStatus', { ordStatus: 'new', channel: 'query', seqIn: 0 }));
    case 'reopened':
      return types(desk.hear('tradeCancel', { execRefId: 'E0', leavesQty: '10' }));
    case 'correct':
      return types(desk.hear('tradeCorrect', { execRefId: 'E0', lastQty: status === 'filled' ? '99' : '9', lastPx: '10.00' }));
    case 'replaced':
      return types(
        desk.hear('replaced', replaceId === undefined ? { orderQty: '150' } : { sentId: replaceId, origSentId: sentId }),
      );
    case 'requestRejected':
      return types(desk.refuseRequest({ sentId: replaceId ?? 'answered before', origSentId: sentId }));
    case 'notSent':
      return types(
        desk.say({ type: 'NotSentReported', venue, sentId: sentIds[0] as string, request: 'submit', reason: 'refused' }),
      );
    default:
      return types(desk.hear(WORD[step] ?? (step as ExecType)));
  }
};

describe('a child order', () => {
  it('has a cell here for every cell of the table, and no other', () => {
    const known = Object.entries(childLife).flatMap(([status, row]) => Object.keys(row).map((step) => `${status} ${step}`));
    expect(all.map(({ status, step }) => `${status} ${step}`).sort()).toEqual(known.sort());
  });

  it.each(cases)('$name', ({ status, step, to, raises, silent }) => {
    const desk = childAt(status, step);
    const [cumBefore, breaksBefore] = [desk.child().cumQty, desk.state.breaks.size];
    const said = take(desk, step);

    expect(desk.child().status).toBe(to);
    expect([...desk.state.breaks.values()].slice(breaksBefore).map(({ what }) => what)).toEqual(raises);
    expect(said.length === 0, said.join()).toBe(silent);
    if (step === 'trade') expect(desk.child().cumQty, 'whatever the cell says, it is booked').toBe(cumBefore + 10);
    checkDesk(desk);
  });

  it.each(cases)('$status, $step said twice is said once', ({ status, step }) => {
    const desk = childAt(status, step);
    const { sentId, sentIds } = desk.child();
    take(desk, step);
    const last = desk.records.filter(({ event }) => event.type.endsWith('Reported')).at(-1)?.event;
    const before = { ...desk.child() };
    const breaks = desk.state.breaks.size;
    const said = types(desk.say(last as never));

    expect(said.filter((type) => type !== 'ChildRemarked')).toEqual([]);
    expect([{ ...desk.child() }, desk.state.breaks.size]).toEqual([before, breaks]);
    expect(sentIds).toContain(sentId);
    checkDesk(desk);
  });
});
