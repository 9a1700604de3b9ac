import { InvalidArgumentError } from '@commander-js/extra-typings';

const SEED_MAX = 2 ** 31;
/** `--seed`: everything a run draws at random. */
export const seedOf = (text: string): number => {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX)
    throw new InvalidArgumentError(`A seed is a whole number from 0 to ${SEED_MAX}.`);
  return seed;
};
