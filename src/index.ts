/** Daybook as a library: embed a desk, replay a day. What is exported here is what we keep stable. */

export { openMemoryJournal } from './adapters/journal/memory/memory-journal.ts';
export { openSqliteJournal } from './adapters/journal/sqlite/sqlite-journal.ts';
export { createMarketData } from './adapters/market-data/handler.ts';
export { type DeskConfig, loadConfig, readConfig } from './adapters/runtime/config.ts';
export { type Desk, type DeskParts, startDesk } from './adapters/runtime/desk.ts';
export type { Answer } from './adapters/runtime/engine.ts';
export { ConfigError, DeskBusy, DeskHalted } from './adapters/runtime/errors.ts';
export { virtualClock } from './adapters/runtime/virtual-clock.ts';
export { wallClock } from './adapters/runtime/wall-clock.ts';
export { simulatedVenue } from './adapters/venues/simulated/venue.ts';
export { formatUnits, parseDecimal } from './domain/kernel/decimal.ts';
export { dateOf, dayFromDate, formatChildId, formatOrderId, parseChildId, parseOrderId } from './domain/kernel/ids.ts';
export type { ChildId, DayNumber, Micros, Mono, OrderId, Ppm, Price, Qty } from './domain/kernel/units.ts';
export type { Evidence } from './domain/market/events.ts';
export type { Event, Events, EventType, Fact, Input, Recorded } from './domain/oms/catalogue.ts';
export type { ConfigTerms } from './domain/oms/events.ts';
export type { State } from './domain/oms/state.ts';
export type { Clock } from './domain/ports/clock.ts';
export { type Journal, JournalError } from './domain/ports/journal.ts';
export type { BookUpdate, MarketSource, Witness } from './domain/ports/market.ts';
export type { Venue } from './domain/ports/venue.ts';
export { blotter, blotterRows } from './projections/blotter.ts';
export { exposure, exposureRows } from './projections/exposure.ts';
export { pnl, pnlRows } from './projections/pnl.ts';
export { apply, type Projection } from './projections/projection.ts';
export { stateDigest } from './replay/digest.ts';
export { verifyDays } from './replay/verify.ts';
