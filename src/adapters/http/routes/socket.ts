import { setTimeout as wait } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { cancelInput, newOrderInput, replaceInput } from '../asks/inputs.ts';
import { socketMessage } from '../contract/socket.ts';
import { asker } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { Problem } from '../problems/problem.ts';
import { type CutOff, follow } from '../stream/follower.ts';
import { hangUp, socketOutlet } from '../stream/socket-outlet.ts';
import type { ViewName } from '../stream/view-feed.ts';
import { accountOfOrder, type Context, clientOf } from './context.ts';
import { askerOf } from './order-entry.ts';
import { placeAfter } from './places.ts';

type Message = z.output<typeof socketMessage>;
type Said = Readonly<{ status: number; body: object }>;

/** Messages of one client that may be in the works at once; beyond, it is told to wait. */
const IN_WORK_MAX = 1_000;

const DESCRIPTION = `Order entry and streams on one connection, in JSON. Each message has a \`type\` (new, cancel, replace, subscribe,
unsubscribe) and an \`id\`; its answer is {"type":"answer","id","status","body"} with the status and body that HTTP would give.
A subscription to "events" sends {"type":"events","lastEventId","events":[…]}, one message a commit; to a view
{"type":"view","view","lastEventId","rows"}. A client that does not read is told {"type":"cutOff","reason"} and cut off.`;

/** One client on one WebSocket. */
class Conversation {
  readonly #socket: WebSocket;
  readonly #context: Context;
  readonly #account: string | undefined;
  readonly #fault: (error: unknown) => void;
  readonly #subscriptions = new Map<string, AbortController>();
  #inWork = 0;

  constructor(socket: WebSocket, context: Context, account: string | undefined, fault: (error: unknown) => void) {
    this.#socket = socket;
    this.#context = context;
    this.#account = account;
    this.#fault = fault;
  }

  async hear(text: string): Promise<void> {
    const { metrics } = this.#context;
    let id: unknown = null;
    try {
      if (this.#inWork >= IN_WORK_MAX)
        throw new Problem('desk-busy', `${this.#inWork} messages are in work`, { recorded: 'no' }, 1);
      this.#inWork += 1;
      const message = read(text, (said) => {
        id = said;
      });
      this.#say({ type: 'answer', id, ...(await this.#answer(message)) });
    } catch (error) {
      if (!(error instanceof Problem)) this.#fault(error);
      const problem = error instanceof Problem ? error : new Problem('unexpected', 'see the log of the desk');
      metrics.problem(problem.kind);
      this.#say({ type: 'answer', id, status: problem.status, body: problem.body() });
    } finally {
      this.#inWork -= 1;
    }
  }

  /** Ends everything that it follows. */
  end(): void {
    for (const subscription of this.#subscriptions.values()) subscription.abort();
    this.#subscriptions.clear();
  }

  readonly cutOff = (why: CutOff): void => {
    this.#context.metrics.cutOff(why);
    this.end();
    hangUp(this.#socket, why);
  };

  async #answer(message: Message): Promise<Said> {
    const { ask, door } = this.#context;
    const asker = { account: this.#account };
    switch (message.type) {
      case 'new': {
        const input = newOrderInput(message.order, asker);
        const { body, repeated } = await ask(input, clientOf(input.account));
        return { status: repeated ? 200 : 201, body };
      }
      case 'cancel': {
        const account = accountOfOrder(door.views, message.order, message.account ?? this.#account);
        const { body, repeated } = await ask(cancelInput(message.order, message, account, asker), clientOf(account));
        return { status: repeated ? 200 : 202, body };
      }
      case 'replace': {
        const { order, amendment } = message;
        const account = accountOfOrder(door.views, order, amendment.account ?? this.#account);
        const { body, repeated } = await ask(replaceInput(order, amendment, account, asker), clientOf(account));
        return { status: repeated ? 200 : 202, body };
      }
      case 'subscribe':
        return this.#subscribe(message.to, message.lastEventId);
      case 'unsubscribe':
        this.#subscriptions.get(message.to)?.abort();
        this.#subscriptions.delete(message.to);
        return { status: 200, body: { to: message.to } };
    }
  }

  async #subscribe(to: 'events' | ViewName, lastEventId: string | undefined): Promise<Said> {
    const place = await placeAfter(this.#context, lastEventId);
    this.#subscriptions.get(to)?.abort(); // Subscribing again begins again.
    const subscription = new AbortController();
    this.#subscriptions.set(to, subscription);
    if (to === 'events') this.#follow(place, subscription.signal);
    else this.#watch(to, subscription.signal);
    return { status: 200, body: { to } };
  }

  #follow(place: Parameters<typeof follow>[2], unsubscribed: AbortSignal): void {
    const { feed, journal, streamLimits } = this.#context;
    const outlet = socketOutlet(this.#socket, unsubscribed, streamLimits, this.cutOff);
    follow(feed, journal, place, outlet, streamLimits.waitingBytesMax).catch((error: unknown) => {
      this.#fault(error);
      this.cutOff('closing');
    });
  }

  #watch(view: ViewName, unsubscribed: AbortSignal): void {
    const { viewFeed, streamLimits } = this.#context;
    const outlet = socketOutlet(this.#socket, unsubscribed, streamLimits, this.cutOff);
    const ready = async (): Promise<void> => {
      await wait(streamLimits.viewEveryMs, undefined, { signal: unsubscribed }).catch(() => {});
      if (!(await outlet.drained())) this.cutOff('slowConsumer');
    };
    const stop = viewFeed.watch(view, ready, (update) => this.#say({ type: 'view', ...update }));
    unsubscribed.addEventListener('abort', stop);
  }

  #say(message: object): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

/** The message, or the problem with it; its id is told as soon as it is known, so that even a malformed one can be answered. */
const read = (text: string, hasId: (id: unknown) => void): Message => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('malformed-request', 'a message is a JSON object');
  }
  const { id } = z.looseObject({ id: z.unknown() }).safeParse(value).data ?? {};
  if (typeof id === 'string' || typeof id === 'number') hasId(id);
  const parsed = socketMessage.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'message', message }));
  throw new Problem('malformed-request', errors.map(({ field, message }) => `${field}: ${message}`).join('; '), { errors });
};

/** WS /v1/ws. */
export const socket = (http: Http, context: Context): void => {
  http.get(
    '/v1/ws',
    {
      websocket: true,
      schema: {
        tags: ['streams'],
        summary: 'Order entry and streams over a WebSocket',
        description: DESCRIPTION,
        headers: asker,
        response: { 101: z.string().describe('Switching protocols.') },
      },
    },
    (connection, { headers, log }) => {
      const ended = context.metrics.streaming('ws');
      const { account } = askerOf(headers);
      const conversation = new Conversation(connection, context, account, (error) => log.error({ err: error }, 'fault'));
      const closing = (): void => conversation.cutOff('closing');
      connection.on('message', (data) => void conversation.hear(String(data)));
      connection.on('error', () => {}); // It closes next, which is heard below.
      connection.on('close', () => {
        context.farewells.delete(closing);
        conversation.end();
        ended();
      });
      context.farewells.add(closing);
    },
  );
};
