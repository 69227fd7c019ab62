/** The program @discourse/mcp as a process of its own, spoken to over its standard input and output (MCP: JSON lines). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestApp } from './app.ts';

const program = fileURLToPath(import.meta.resolve('@discourse/mcp'));
const ANSWER_MS = 60_000;

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
type Answer = any;

export interface Mcp {
  /** What a tool made of the server's reply. @throws Error with its words, when the tool failed */
  call(tool: string, input?: Record<string, unknown>): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts it for one site, as this user, with every tool and with writing allowed. */
export async function startMcp(t: TestApp, user: { username: string }): Promise<Mcp> {
  const auth = [{ site: t.url, api_key: t.apiKey, api_username: user.username }];
  const child = spawn(
    process.execPath,
    [
      program,
      `--site=${t.url}`,
      `--auth_pairs=${JSON.stringify(auth)}`,
      '--toolsets=all',
      '--allow_writes=true',
      '--show_emails=true',
      '--tools_mode=discourse_api_only',
      '--log_level=error',
    ],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env.PATH ?? '' } },
  );
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  child.once('close', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`@discourse/mcp ended with ${code}: ${said}`));
  });
  // It may be gone before it has read; the rejection above tells.
  child.stdin.on('error', () => undefined);
  createInterface(child.stdout).on('line', (line) => {
    const { id, result, error } = JSON.parse(line);
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error) waiter?.reject(new Error(error.message));
    else waiter?.resolve(result);
  });
  const send = (message: Record<string, unknown>) =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let last = 0;
  const ask = async (method: string, params: Record<string, unknown>): Promise<Answer> => {
    const id = ++last;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<Answer>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer to ${method}: ${said}`)), ANSWER_MS);
      waiting.set(id, { resolve, reject });
    });
    send({ id, method, params });
    return answer.finally(() => clearTimeout(timer));
  };
  await ask('initialize', {
    protocolVersion: '2025-03-26',
    capabilities: {},
    clientInfo: { name: 'tests', version: '1' },
  });
  send({ method: 'notifications/initialized' });
  return {
    async call(tool, input = {}) {
      const { isError, content } = await ask('tools/call', { name: `discourse_${tool}`, arguments: input });
      const text = content[0].text as string;
      if (isError) throw new Error(text);
      return JSON.parse(text);
    },
    async stop() {
      const gone = once(child, 'close');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
