import { InvalidArgumentError } from '@commander-js/extra-typings';

const SEED_MAX = 2 ** 32 - 1;
/** `--seed`: everything a run draws at random. */
export const seedOf = (text: string): number => {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX)
    throw new InvalidArgumentError(`A seed is a whole number from 0 to ${SEED_MAX}.`);
  return seed;
};

/** `--port`: 0 takes a free one. */
export const portOf = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return port;
};

/** `--seconds`: how long a session lasts. */
export const secondsOf = (text: string): number => {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1) throw new InvalidArgumentError('Seconds are a whole number of at least 1.');
  return seconds;
};
