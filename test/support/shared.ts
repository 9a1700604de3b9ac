import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Data and vectors that lie beside the checkout and are no part of it. A test that needs them says what is missing and is left out. */
export const shared = (path: string): Readonly<{ path: string; missing: boolean }> => {
  const whole = fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
  const missing = !existsSync(whole);
  if (missing) console.warn(`${whole} is not here: the tests that read it are left out`);
  return { path: whole, missing };
};
