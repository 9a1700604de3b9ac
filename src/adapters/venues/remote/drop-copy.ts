import type { Report } from '../../../domain/order/events.ts';
import { Link, type LinkParts } from './link.ts';
import { RemoteSession } from './session.ts';
import { executionReport } from './translate.ts';
import type { Raw } from './unreadable.ts';

export type RemoteDropCopyOptions = LinkParts &
  Readonly<{
    /** Of the venue. */
    url: string;
    venue: string;
    /** Of the order session, whose copy it is. */
    session: string;
    listen(report: Report): void;
    unreadable(raw: Raw): void;
  }>;

/**
 * Executions once more, by another way. It begins with what happens from now on: what a dead process missed, the desk asks for by
 * query. From then on it misses nothing, over lost connections too.
 */
export const remoteDropCopy = ({ url, venue, session: of, listen, unreadable, ...parts }: RemoteDropCopyOptions): Link => {
  const name = `${of}/copy`;
  const session = new RemoteSession(name);
  let hasBegun = false;
  let lastSeqIn = 0;
  const link: Link = new Link({
    ...parts,
    url: `${url}/drop-copy`,
    greeting: () => {
      const { nextSeqIn, ...logon } = session.logon(parts.heartbeatMs);
      return hasBegun ? { ...logon, nextSeqIn: lastSeqIn + 1 } : logon;
    },
    heard: (frame) => {
      if (frame.type === 'logonAccepted') {
        session.accepted(frame);
        if (frame.nextSeqIn !== undefined) lastSeqIn = frame.nextSeqIn - 1;
        hasBegun = true;
        link.isGood();
      } else if (frame.type === 'execution') {
        if (frame.seqIn > lastSeqIn + 1) return link.drop(`copy ${frame.seqIn} came after ${lastSeqIn}`);
        lastSeqIn = Math.max(lastSeqIn, frame.seqIn);
        listen(executionReport(frame, { venue, session: name }, 'dropCopy'));
      }
    },
    unreadable,
    lost: (reason) => void session.ended(reason),
  });
  return link;
};
