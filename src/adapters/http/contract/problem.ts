import { z } from 'zod';

export const problemBody = z
  .object({
    type: z.string().describe('Stable name of the kind of problem; GET it to read about it.'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().optional().describe('Correlation id of the request, as it is in the log.'),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe('Each field that is wrong.'),
    check: z.string().optional().describe('The rule that says no.'),
    scope: z.string().optional().describe('What the rule is a rule of.'),
    limit: z.string().optional().describe('What the rule allows.'),
    value: z.string().optional().describe('What was asked.'),
    orderId: z.string().optional(),
    clOrdId: z.string().optional(),
    day: z.string().optional(),
    position: z.int().optional().describe('Where the refusal is recorded.'),
    mode: z.literal('halted').optional().describe('Of a desk whose journal failed.'),
    recorded: z
      .enum(['no', 'unknown'])
      .optional()
      .describe('Whether the ask may be in the journal. Repeat it under the same id either way.'),
    allow: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });

export const problemType = z
  .object({ type: z.string(), title: z.string(), status: z.int(), about: z.string() })
  .meta({ id: 'ProblemType' });
export const problemTypes = z.object({ problems: z.array(problemType) }).meta({ id: 'ProblemTypes' });
