import { expect, it } from 'vitest';
import { type Matrix, matrices, type Role, type Row, storiesOf } from './fix-matrices.ts';

/**
 * Matrices that the domain cannot live through yet, and what each waits for (numbers of /work/notes/matrix-wishes.md). A matrix in
 * here must fail: one that no longer does has to leave the list.
 */
export const waitsFor: Readonly<Record<Role, Readonly<Record<string, string>>>> = {
  venue: {
    'B.1.b': 'W1',
    'B.1.c': 'W1',
    'B.1.e': 'W1',
    'C.1.c': 'W8',
    'C.2.a': 'W1',
    'C.3.a': 'W1',
    'C.3.b': 'W1, W9',
    'C.3.c': 'W1, W9',
    'D.2.a': 'W7',
    'D.2.b': 'W7',
    'D.2.c': 'W7',
    'D.2.d': 'W7',
    'F.1.a': 'W12',
    'F.1.b': 'W12',
    'J.1.a': 'W8',
    'L.1.b': 'W15',
  },
  client: {
    'C.1.c': 'W8',
    'C.3.b': 'W9',
    'C.3.c': 'W9',
    'D.2.a': 'W7',
    'D.2.b': 'W7',
    'D.2.c': 'W7',
    'J.1.a': 'W8',
    'L.1.a': 'W17',
    'L.1.b': 'W15',
  },
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
