import type { TestProject } from 'vitest/node';

export const setup = (project: TestProject): void => {
  const seed = project.config.env.DAYBOOK_SEED;
  console.log(`fast-check seed ${seed} (DAYBOOK_SEED=${seed} reproduces)`);
};
