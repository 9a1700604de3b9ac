import type { Clock } from '../../../domain/ports/clock.ts';

/** A clock for somebody who is to stop at once when told to: whatever it would still have started never starts. */
export const endingClock = (clock: Clock): Readonly<{ clock: Clock; end(): void }> => {
  const calledFor = new Set<() => void>();
  let isOver = false;
  return {
    clock: {
      now: clock.now,
      mono: clock.mono,
      at: (when, what) => {
        if (isOver) return () => {};
        const callOff = clock.at(when, () => {
          calledFor.delete(callOff);
          what();
        });
        calledFor.add(callOff);
        return () => {
          calledFor.delete(callOff);
          callOff();
        };
      },
    },
    end: () => {
      isOver = true;
      for (const callOff of calledFor) callOff();
      calledFor.clear();
    },
  };
};
