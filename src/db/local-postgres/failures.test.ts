import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { StartupError } from '../../errors.ts';
import { explainFailure, explainSystemError, isLocked, isPortTaken, lastComplaint } from './failures.ts';

const stamp = '2026-03-01 10:00:00.000 UTC [42] ';

test('a full disk is one sentence, whoever noticed it', () => {
  const panic = `${stamp}PANIC:  could not write to file "pg_wal/xlogtemp.42": No space left on device`;
  expect(explainFailure(panic, tmpdir()).message).toBe(`The disk that holds ${tmpdir()} is full.`);
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(explainSystemError(error, '/data')).toMatchObject({ message: 'The disk that holds /data is full.' });
});

test('the last complaint is told without time stamp and process number', () => {
  const log = `${stamp}LOG:  starting PostgreSQL\n${stamp}FATAL:  could not map anonymous shared memory\n${stamp}LOG:  shut down`;
  expect(lastComplaint(log)).toBe('could not map anonymous shared memory');
  expect(lastComplaint('initdb: error: invalid locale name "x"\n')).toBe('invalid locale name "x"');
  expect(lastComplaint('')).toBe('it said nothing');
});

test('a taken port and a taken cluster are told apart', () => {
  const port = `${stamp}LOG:  could not bind IPv4 address "127.0.0.1": Address already in use`;
  const lock = `${stamp}FATAL:  lock file "postmaster.pid" already exists`;
  expect([isPortTaken(port), isLocked(port)]).toEqual([true, false]);
  expect([isPortTaken(lock), isLocked(lock)]).toEqual([false, true]);
  const gone = `${stamp}FATAL:  could not remove old lock file "postmaster.pid": No such file or directory`;
  const unwritten = 'pg_ctl: the PID file "/data/postgres/postmaster.pid" is empty';
  const closed = `${stamp}FATAL:  could not create lock file "postmaster.pid": Permission denied`;
  expect([gone, unwritten, closed].map(isLocked)).toEqual([true, true, false]);
});

test('a folder that cannot be written is explained, an unknown error is not touched', () => {
  const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  expect(explainSystemError(error, '/data')).toBeInstanceOf(StartupError);
  const other = new Error('something else');
  expect(explainSystemError(other, '/data')).toBe(other);
});
