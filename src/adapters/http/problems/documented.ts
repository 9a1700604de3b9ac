import { problemBody } from '../contract/problem.ts';
import { PROBLEM_TYPES, type ProblemName, problemUri } from './problem-types.ts';

/** What any route may answer. */
const EVERYWHERE: readonly ProblemName[] = ['malformed-request', 'misdirected-request', 'unexpected'];
/** What a route that asks the desk may answer besides. */
export const ASKING: readonly ProblemName[] = [
  'clordid-reused',
  'first-answer-archived',
  'body-too-large',
  'unsupported-media-type',
  'desk-busy',
  'desk-halted',
  'desk-stopping',
  'answer-late',
];

/** The problems of a route for the OpenAPI document, by status. */
export const mayAnswer = (...names: readonly ProblemName[]) => {
  const byStatus = new Map<number, ProblemName[]>();
  for (const name of [...EVERYWHERE, ...names]) {
    const { status } = PROBLEM_TYPES[name];
    byStatus.set(status, [...(byStatus.get(status) ?? []), name]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, kinds]) => [
      status,
      {
        description: kinds.map((kind) => `${PROBLEM_TYPES[kind].title} (${problemUri(kind)}).`).join(' '),
        content: { 'application/problem+json': { schema: problemBody } },
      },
    ]),
  );
};
