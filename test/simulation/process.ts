import type { DeskDoor } from '../../src/adapters/http/ports.ts';
import { DeskViews } from '../../src/adapters/http/views.ts';
import type { MarketData } from '../../src/adapters/market-data/handler.ts';
import { type Desk, startDesk } from '../../src/adapters/runtime/desk.ts';
import { DeskHalted, DeskStopped } from '../../src/adapters/runtime/errors.ts';
import type { Input } from '../../src/domain/oms/catalogue.ts';
import type { State } from '../../src/domain/oms/state.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import type { Journal } from '../../src/domain/ports/journal.ts';
import type { Venue } from '../../src/domain/ports/venue.ts';
import { unbundled } from '../support/faulty-journal.ts';
import type { Disk } from './disk.ts';
import { IDENTITY, TERMS } from './terms.ts';

type Life = { desk: Desk | undefined; over: boolean; readonly died: Promise<never>; die: (why: Error) => void };
type Options = Readonly<{
  clock: Clock;
  disk: Disk;
  venues: readonly Venue[];
  market: MarketData;
  /** Hears every input just before it is decided: for counting, never for judging. */
  overhear: (state: State, input: Input) => void;
}>;

const GONE = 'the process is gone';

/** The desk's process: it is started, it halts or is killed at a write, and another one takes over from what is durable. */
export class DeskProcess {
  readonly views = new DeskViews();
  readonly door: DeskDoor;
  readonly #options: Options;
  #life: Life | undefined;
  starts = 0;
  /** Why starting failed, the last time that it did. */
  startFailure: Error | undefined;

  constructor(options: Options) {
    this.#options = options;
    const { clock, market } = options;
    this.door = {
      name: IDENTITY.name,
      build: BUILD,
      ask: (input, actor) => this.#ask(input, actor),
      halted: () => (this.desk === undefined ? new DeskHalted(GONE) : this.desk.engine.halt),
      now: () => clock.now(),
      views: this.views,
      journal: followed(() => options.disk.journal),
      market,
    };
  }

  /** Undefined while it starts, and while nobody runs it. */
  get desk(): Desk | undefined {
    return this.#life?.desk;
  }
  get isStarting(): boolean {
    return this.#life !== undefined && this.#life.desk === undefined && !this.#life.over;
  }
  get isDown(): boolean {
    return this.#life === undefined || this.#life.over;
  }
  get needsBurying(): boolean {
    return !this.isDown && (this.#options.disk.crashed || this.desk?.engine.halt !== undefined);
  }

  start(): void {
    const { clock, disk, venues, market, overhear } = this.#options;
    const life = newLife();
    this.#life = life;
    this.starts += 1;
    const journal = disk.reopen();
    const begin = async (): Promise<void> => {
      try {
        await this.views.catchUp(journal);
        const desk = await startDesk({
          identity: IDENTITY,
          config: TERMS,
          build: BUILD,
          writer: `process ${this.starts}`,
          journal,
          clock,
          venues,
          witness: market.witness,
          publish: this.views.publish,
          soon: queueMicrotask,
          halted: () => {},
        });
        if (life.over) return;
        life.desk = desk;
        const { engine } = desk;
        const tell = engine.tell.bind(engine);
        engine.tell = (input, actor) => {
          if (engine.halt === undefined) overhear(engine.state, input);
          tell(input, actor);
        };
      } catch (error) {
        if (life.over) return;
        life.over = true;
        this.startFailure = error as Error;
      }
    };
    void begin();
  }

  /** Takes what is left of a process that halted or died out of the world. */
  async bury(): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    life.over = true;
    const { desk } = life;
    const crashed = this.#options.disk.crashed;
    life.desk = undefined;
    life.die(new DeskHalted(GONE));
    if (desk === undefined) return;
    if (crashed) desk.engine.stop(new DeskStopped(GONE));
    else await desk.stop();
  }

  #ask(input: Input, actor: string): ReturnType<DeskDoor['ask']> {
    const life = this.#life;
    if (life?.desk === undefined) return Promise.reject(new DeskHalted(GONE));
    return Promise.race([life.desk.engine.ask(input, actor), life.died]);
  }
}

const BUILD = 'simulation';

const newLife = (): Life => {
  let die: (why: Error) => void = () => {};
  const died = new Promise<never>((_, reject) => (die = reject));
  died.catch(() => {}); // Nobody need be waiting.
  return { desk: undefined, over: false, died, die };
};

/** The journal of whichever process is the present one. */
const followed = (present: () => Journal): Journal => ({
  ...unbundled(present()),
  read: (day, from) => present().read(day, from),
  days: () => present().days(),
  head: (day) => present().head(day),
  sealOf: (day) => present().sealOf(day),
  follow: (day, from, signal) => present().follow(day, from, signal),
});
