import { canonical } from '../../kernel/canonical.ts';
import { ZERO_QTY } from '../../kernel/units.ts';
import type { Asks } from '../../order/events.ts';
import type { OrderTerms } from '../../order/order.ts';
import { objection } from '../../risk/checks.ts';
import type { Objection } from '../../risk/objection.ts';
import type { AskMemory } from '../state.ts';
import type { Draft } from './draft.ts';
import { riskViewOf } from './risk-view.ts';
import { routeOrder } from './route.ts';
import { isSameOrder, readTerms, routeOf, rule, unsupported } from './terms.ts';

type NewOrder = Asks['NewOrderRequested'];
/** An ask as it was said, less what the runtime added to it. */
export const saidOf = (ask: Asks[keyof Asks]): string => canonical({ ...ask, evidence: undefined });

/** Without an id a retry could not be told from a second order. */
export const NAMELESS = rule(
  'clOrdId',
  'clOrdId',
  'an id of the client',
  '',
  'an ask without a clOrdId cannot be told from its own retry',
);

/** Asking twice is asking once: the same ask gets the first answer, another one under the same clOrdId is told no. True when it was a repeat. */
export const repeated = (
  draft: Draft,
  ask: Asks[keyof Asks],
  kind: 'new' | 'cancel' | 'replace',
  isSame: (memory: AskMemory) => boolean,
): boolean => {
  const { account, clOrdId } = ask;
  if (clOrdId === '') {
    draft.refuse(kind, { account, clOrdId, said: saidOf(ask) }, NAMELESS);
    return true;
  }
  const memory = draft.state.asks.get(account)?.get(clOrdId);
  if (memory === undefined) return false;
  const same = memory.ask === kind && (memory.said === undefined ? isSame(memory) : memory.said === saidOf(ask));
  if (same) draft.say({ type: 'AskRepeated', orderId: memory.orderId, account, clOrdId });
  else
    draft.refuse(
      kind,
      { account, clOrdId, said: saidOf(ask) },
      rule(
        'clOrdIdReused',
        `account ${account}`,
        'a clOrdId not used before',
        clOrdId,
        `clOrdId ${clOrdId} was used for something else`,
      ),
    );
  return true;
};

/** A new order: taken on and sent on its way, or refused with the first rule that stands against it. */
export const placeOrder = (draft: Draft, ask: NewOrder): void => {
  const { state, config, now } = draft;
  const instrument = config.instruments.get(ask.symbol);
  const isSame = ({ orderId }: AskMemory): boolean => {
    const order = orderId === undefined ? undefined : state.orders.get(orderId);
    return order !== undefined && isSameOrder(ask, order.terms, instrument);
  };
  if (repeated(draft, ask, 'new', isSame)) return;

  const orderId = draft.newOrderId();
  const {
    account,
    clOrdId,
    symbol,
    side,
    ordType,
    cashOrderQty,
    timeInForce,
    expireTime,
    strategy,
    algo,
    decisionMaker,
    reason,
  } = ask;
  const refuse = (why: Objection): void =>
    draft.say({ type: 'OrderRefused', orderId, clOrdId, account, symbol, side, said: saidOf(ask), ...why });
  const route = routeOf(ask);
  const read = instrument === undefined ? { qty: ZERO_QTY, price: undefined } : readTerms(ask, instrument, now);
  if ('check' in read) return refuse(read);

  const { qty, price } = read;
  const why =
    unsupported(ask, config) ??
    objection(
      riskViewOf(state, config, now, { account, strategy, symbol, side, qty, price, route }, ask.evidence, undefined, false),
    );
  if (why !== undefined) return refuse(why);

  const terms: OrderTerms = {
    type: 'OrderAccepted',
    orderId,
    clOrdId,
    account,
    symbol,
    side,
    ordType,
    qty,
    cashOrderQty,
    price,
    timeInForce,
    expireTime,
    route,
    postOnly: false,
    reduceOnly: false,
    strategy,
    algo,
    decisionMaker,
    reason,
  };
  draft.say(terms);
  routeOrder(draft, { orderId, terms, qty, price, attempts: 0 }, ask.evidence);
};
