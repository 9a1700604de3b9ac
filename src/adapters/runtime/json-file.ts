import { readFileSync } from 'node:fs';
import { ConfigError } from './errors.ts';

/** What a configuration file holds, not yet checked; throws a ConfigError that names the file when it cannot be read or is not JSON. */
export const readJsonFile = (file: string): unknown => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(file, [`cannot be read: ${(error as Error).message}`]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError(file, [`is not JSON: ${(error as Error).message}`]);
  }
};
