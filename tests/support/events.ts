/** A reader of `/events`: keeps what came, in order. */
import type { ChangedEvent, EndEvent, ReadyEvent } from '../../src/shared/wire/events.ts';
import type { Client } from './client.ts';
import { until } from './smtp.ts';

export interface ReceivedEvent {
  event: 'ready' | 'changed' | 'beat' | 'end';
  data: Partial<ReadyEvent & ChangedEvent & EndEvent>;
}

export interface EventReader {
  headers: Headers;
  /** Everything but beats. */
  events: ReceivedEvent[];
  beats: number;
  /** The connection is over. */
  over: boolean;
  /** What has come over the wire. */
  text: string;
  /** Takes the next event that has not been taken; waits for it. */
  next(): Promise<ReceivedEvent>;
  stop(): void;
}

/** @throws with the status when it is refused */
export async function follow(url: string, client: Client, topics: string): Promise<EventReader> {
  const abort = new AbortController();
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(`${url}/events?topics=${topics}`, {
    headers: { Accept: 'text/event-stream', Cookie: cookie },
    signal: abort.signal,
  });
  if (response.status !== 200) throw new Error(`refused: ${response.status} ${await response.text()}`);
  const reader: EventReader = {
    headers: response.headers,
    events: [],
    beats: 0,
    over: false,
    text: '',
    async next() {
      const place = taken++;
      return until(`event ${place + 1} of ${JSON.stringify(reader.events)}`, () => reader.events[place]);
    },
    stop: () => abort.abort(),
  };
  let taken = 0;
  let rest = '';
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) {
      const text = decoder.decode(chunk, { stream: true });
      reader.text += text;
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        if (event === 'beat') reader.beats++;
        else if (event) reader.events.push({ event: event as ReceivedEvent['event'], data: JSON.parse(data!) });
      }
    }
  };
  read()
    .catch(() => undefined)
    .finally(() => {
      reader.over = true;
    });
  return reader;
}
