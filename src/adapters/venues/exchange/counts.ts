/** What came to the door of a venue since its process began, for whoever watches it. */
export type Counts = {
  /** Logons that were accepted. */
  logons: number;
  /** Messages about orders that were well formed and within the limit. */
  messages: number;
  /** Frames that nobody could read, or that were out of place. */
  badFrames: number;
  /** Errors that the desk said of our frames. */
  errorsHeard: number;
  /** Messages and calls over the limit. */
  refusals: number;
  bans: number;
  /** Connections that fell silent or were too slow. */
  lost: number;
};
export const newCounts = (): Counts => ({
  logons: 0,
  messages: 0,
  badFrames: 0,
  errorsHeard: 0,
  refusals: 0,
  bans: 0,
  lost: 0,
});
