import { formatOrderId, parseOrderId } from '../../../domain/kernel/ids.ts';
import type { OrderId } from '../../../domain/kernel/units.ts';
import { ApiProblem, type DeskClient } from '../../http/client/client.ts';
import type { TraderAsk } from './trader.ts';

/** The trader's asks, over HTTP. What the desk refuses is an answer like any other; only silence is an error. */
export const overHttp =
  (client: DeskClient) =>
  async (asked: TraderAsk): Promise<OrderId | undefined> => {
    try {
      return await send(client, asked);
    } catch (error) {
      if (error instanceof ApiProblem) return undefined;
      throw error;
    }
  };

const send = async (client: DeskClient, asked: TraderAsk): Promise<OrderId | undefined> => {
  const { clOrdId, account } = asked;
  const order = 'orderId' in asked && asked.orderId !== undefined ? formatOrderId(asked.orderId) : '';
  switch (asked.type) {
    case 'NewOrderRequested': {
      const { symbol, side, ordType, qty, price, timeInForce, route, strategy, decisionMaker } = asked;
      const answer = await client.placeOrder({
        clOrdId,
        account,
        symbol,
        side,
        ordType: ordType as 'limit' | 'market',
        qty,
        ...(price === undefined ? {} : { price }),
        timeInForce,
        route: route?.venue === undefined ? { strategy: 'best' } : { venue: route.venue },
        ...(strategy === undefined ? {} : { strategy }),
        ...(decisionMaker === undefined ? {} : { decisionMaker }),
      });
      return parseOrderId(answer.orderId);
    }
    case 'CancelRequested':
      await client.cancelOrder(order, { clOrdId, account, ...(asked.reason === undefined ? {} : { reason: asked.reason }) });
      return undefined;
    case 'ReplaceRequested':
      await client.amendOrder(order, { clOrdId, ...(asked.price === undefined ? {} : { price: asked.price }) });
      return undefined;
  }
};
