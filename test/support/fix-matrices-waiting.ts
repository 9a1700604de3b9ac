import { expect, it } from 'vitest';
import { type Matrix, matrices, type Role, type Row, storiesOf } from './fix-matrices.ts';

/**
 * Matrices that the domain cannot live through yet, and what each waits for (numbers of /work/notes/matrix-wishes.md). A matrix in
 * here must fail: one that no longer does has to leave the list.
 */
export const waitsFor: Readonly<Record<Role, Readonly<Record<string, string>>>> = {
  venue: {},
  client: {},
};

/** One test for each matrix: all its stories, the one in which nothing is refused first. */
export const eachMatrix = (role: Role, live: (matrix: Matrix, rows: readonly Row[]) => void): void => {
  for (const matrix of matrices) {
    const { id, title } = matrix;
    const reason = waitsFor[role][id];
    const liveAll = (): void => {
      for (const story of storiesOf(matrix)) live(matrix, story);
    };
    if (reason === undefined) it(`${id} ${title}`, liveAll);
    else it(`${id} ${title} (waits for ${reason})`, () => expect(liveAll).toThrow());
  }
};
