import type { z } from 'zod';
import { dateOf, formatOrderId } from '../../../domain/kernel/ids.ts';
import type { KillLine, MassCancelLine } from '../../../projections/mass-cancels.ts';
import type { OrderLine } from '../../../projections/order-lines.ts';
import { isoTime } from '../../../projections/words/time.ts';
import { personNamed } from '../asks/inputs.ts';
import type { killRow, killState, massCancelReport } from '../contract/kills.ts';
import type { DeskViews } from '../views.ts';

const LEFT_MAX = 50;
const REPORTS_MAX = 100;

const isIn = ({ terms, children }: OrderLine, { scope, id }: Pick<KillLine, 'scope' | 'id'>): boolean => {
  switch (scope) {
    case 'account':
      return terms.account === id;
    case 'strategy':
      return terms.strategy === id;
    case 'instrument':
      return terms.symbol === id;
    case 'venue':
      return terms.route.venue === id || children.some(({ venue }) => venue === id);
    default:
      return true;
  }
};

const rowOf = ({ openOrders }: DeskViews, { by, since, ...kill }: KillLine): z.output<typeof killRow> => {
  const open = [...openOrders.open.values()].filter((line) => isIn(line, kill));
  const left = open.slice(0, LEFT_MAX).map(({ orderId }) => formatOrderId(orderId));
  return { ...kill, by: personNamed(by), since: isoTime(since), openOrders: open.length, left };
};

const reportOf = ({ reason, by, at, orders, report, ...of }: MassCancelLine): z.output<typeof massCancelReport> => ({
  ...of,
  ...(reason === undefined ? {} : { reason }),
  ...(by === undefined ? {} : { by: personNamed(by) }),
  at: isoTime(at),
  state: report === undefined ? 'waiting' : 'reported',
  orders,
  ...(report === undefined
    ? {}
    : {
        canceled: report.canceled,
        filled: report.filled,
        failed: report.failed,
        unknown: report.unknown,
        left: report.left.map(formatOrderId),
      }),
});

/** Engaged kill switches and what is left within them, and the reports of the day. */
export const killStateBody = (views: DeskViews): z.output<typeof killState> => ({
  day: dateOf(views.head.day),
  position: views.head.position,
  kills: [...views.massCancels.kills.values()].map((kill) => rowOf(views, kill)),
  reports: [...views.massCancels.massCancels.values()].slice(-REPORTS_MAX).reverse().map(reportOf),
});
