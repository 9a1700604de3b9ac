import type { LiveDesk } from '../live/live-desk.ts';
import type { Tally } from './summary.ts';

export type Screen = Readonly<{ draw(secondsLeft: number | undefined): void; close(): void }>;

const HOME_AND_CLEAR = '\u001b[H\u001b[J';
const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?1049l';
/** Without a terminal: a line this often. */
const LINE_EVERY_SECONDS = 5;

/** What the desk is doing, as one screen that redraws itself; plain lines where nobody watches a terminal. */
export const openScreen = (live: LiveDesk, tally: Tally, title: string, say: (line: string) => void): Screen => {
  const watched = process.stdout.isTTY;
  let drawn = 0;
  if (watched) process.stdout.write(ENTER);
  return {
    draw: (secondsLeft) => {
      drawn += 1;
      const { counts } = tally;
      if (!watched) {
        if (drawn % LINE_EVERY_SECONDS === 1)
          say(`${counts.orders} orders, ${counts.refused} refused, ${counts.fills} fills, ${counts.events} events`);
        return;
      }
      const { engine } = live.desk;
      const positions = [...engine.state.positions].map(
        ({ account, symbol, qty }) => `  ${account.padEnd(8)} ${symbol.padEnd(10)} ${String(qty).padStart(10)}`,
      );
      const venues = [...engine.state.sessions.values()].map(
        ({ venue, up, lastSeqIn, lastSeqOut }) =>
          `  ${venue.padEnd(8)} ${up ? 'up  ' : 'DOWN'} in ${lastSeqIn}, out ${lastSeqOut}`,
      );
      const breaks = [...engine.state.breaks.values()].filter(({ state }) => state !== 'closed').length;
      const lines = [
        title,
        `${live.url}   (API: ${live.url}/docs)`,
        secondsLeft === undefined ? 'Ctrl-C ends the day' : `${secondsLeft} s to the close`,
        '',
        `orders ${counts.orders}   refused ${counts.refused}   child orders ${counts.children}   fills ${counts.fills}   events ${counts.events}`,
        `live orders ${engine.state.live.size}   breaks ${breaks}   durable at ${engine.durable}`,
        '',
        'positions',
        ...positions,
        '',
        'venues',
        ...venues,
      ];
      process.stdout.write(`${HOME_AND_CLEAR}${lines.join('\n')}\n`);
    },
    close: () => {
      if (watched) process.stdout.write(LEAVE);
    },
  };
};
