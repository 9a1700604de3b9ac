/** A reporter for Stryker that keeps what is known so far, so that a run which is interrupted still tells it. */
import type { MutantResult } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import type { Reporter } from '@stryker-mutator/api/report';

export const soFar: Readonly<MutantResult>[] = [];

class SoFar implements Reporter {
  onMutantTested(result: Readonly<MutantResult>): void {
    soFar.push(result);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'so-far', SoFar)];
