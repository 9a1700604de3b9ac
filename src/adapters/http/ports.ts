import type { Micros } from '../../domain/kernel/units.ts';
import type { Input } from '../../domain/oms/catalogue.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import type { MarketData } from '../market-data/handler.ts';
import type { ShutdownConfig } from '../runtime/config.ts';
import type { Answer } from '../runtime/engine.ts';
import type { DeskViews } from './views.ts';

/**
 * All that the HTTP face may know of a desk. What it tells comes from `views`, which fold durable records only, or from the journal;
 * what it wants goes through `ask`. It never sees the state that the engine decides by, since that may be ahead of the disk.
 */
export type DeskDoor = Readonly<{
  name: string;
  build: string;
  ask(input: Input, actor: string): Promise<Answer>;
  /** Why the desk trades no more; undefined while it does. */
  halted(): Error | undefined;
  /** How it ends in order, where nobody says otherwise. */
  shutdown?: ShutdownConfig;
  /** The desk's own clock: how fresh a book is, is judged by it. */
  now(): Micros;
  views: DeskViews;
  /** Read, never written. */
  journal: Journal;
  market: Pick<MarketData, 'consolidated' | 'book'>;
  /** By venue and connection, what each went through since the process began; of remote venues alone. */
  connections?: () => Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
}>;
