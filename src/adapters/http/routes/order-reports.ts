import { formatOrderId } from '../../../domain/kernel/ids.ts';
import { statusAnswerOf } from '../../../domain/oms/fix-answers.ts';
import { plainReport } from '../../../projections/client-report.ts';
import { answersAbout, plainDays } from '../../../replay/client-answers.ts';
import { executionReport, orderReports, statusQuery } from '../contract/reports.ts';
import { asker } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { mayAnswer } from '../problems/documented.ts';
import { Problem } from '../problems/problem.ts';
import { type Context, findOrder, orderNamed } from './context.ts';
import { askerOf } from './order-entry.ts';

const tags = ['orders'];

/** An order as a FIX client sees it: all that it was told, and how it stands. */
export const reportReads = (http: Http, { door, journal, replaysPerSecond }: Context): void => {
  const { views } = door;

  http.get(
    '/v1/orders/:id/reports',
    {
      config: { rateLimit: { max: replaysPerSecond, timeWindow: 1_000 } },
      schema: {
        tags,
        summary: 'What the client was told of an order: its FIX execution reports and rejects',
        headers: asker,
        params: orderNamed,
        response: { 200: orderReports, ...mayAnswer('unknown-order', 'too-many-requests') },
      },
    },
    async ({ params, headers }) => {
      const orderId = findOrder(views, params.id, askerOf(headers).account);
      const days = await answersAbout(journal, orderId);
      if (days.length === 0)
        throw new Problem('unknown-order', `there is no order ${formatOrderId(orderId)}`, { orderId: formatOrderId(orderId) });
      return {
        orderId: formatOrderId(orderId),
        days: plainDays(days),
      };
    },
  );
  http.get(
    '/v1/order-status',
    {
      schema: {
        tags,
        summary:
          'How an order stands, as a FIX OrderStatusRequest is answered: an order that is not known is rejected, not missing',
        querystring: statusQuery,
        response: { 200: executionReport, ...mayAnswer() },
      },
    },
    async ({ query }) => {
      const { blotter, asks } = views;
      const status = statusAnswerOf({ orders: blotter.lines, asks: asks.byAccount }, query);
      return plainReport(status, blotter.instruments.get(status.symbol ?? ''));
    },
  );
};
