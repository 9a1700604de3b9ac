import { describe, expect, it } from 'vitest';
import { type Fault, JournalError, NO_HASH, PAGE_BYTES_MAX } from '../../../src/domain/ports/journal.ts';

const fault = (position: number): Fault => ({
  code: 'brokenChain',
  what: 'Page 3 does not follow page 2',
  file: 'desk.daybook-journal',
  page: 3,
  position,
  remedy: 'Restore the file from a backup.',
});

describe('an error of a journal', () => {
  it('says what is wrong, in which file and where in it, and what a person can do', () => {
    const error = new JournalError(fault(17), { cause: 'a bad disk' });
    expect(error.message).toBe(
      'Page 3 does not follow page 2 (desk.daybook-journal, position 17). Restore the file from a backup.',
    );
    expect(error).toMatchObject({ name: 'JournalError', code: 'brokenChain', fault: fault(17), cause: 'a bad disk' });
  });
  it('leaves out a position that there is not', () => {
    expect(new JournalError(fault(0)).message).toBe(
      'Page 3 does not follow page 2 (desk.daybook-journal). Restore the file from a backup.',
    );
    expect(new JournalError(fault(1)).message).toContain(', position 1)');
  });
});

describe('what every store keeps to', () => {
  it('is written on disk, or asked for by a server, and never changes', () => {
    expect(NO_HASH).toBe('0000000000000000000000000000000000000000000000000000000000000000');
    expect(PAGE_BYTES_MAX).toBe(921_600);
  });
});
