/**
 * Connections that many requests use at the same time: each sends its question at once, and PostgreSQL answers in order
 * (`pipeline` of the driver). Asking costs half of what a connection of one's own does, because both sides find the next
 * question there instead of being woken up for it. Only for what is answered at once: the next in line waits.
 */
import pg from 'pg';

/** Node.js works on one core; more of these would only be woken up more often. */
const CONNECTIONS = 2;
/** After so long without an answer, the connection is given up with all who wait on it: the network or a lock holds it. */
const PATIENCE_MS = 30_000;
/** When a second connection cannot be had, the first serves alone for so long. */
const PAUSE_MS = 1000;

interface Shared {
  client: Promise<pg.Client>;
  /** Questions that have no answer yet. */
  waiting: number;
}

export interface SharedConnections {
  query(config: pg.QueryConfig): Promise<pg.QueryResult>;
  close(): Promise<void>;
}

/**
 * Connects when first asked, and anew when a connection has broken; what was asked over that one fails.
 * @param options asked for each time a connection is made
 * @param onLost told each time a connection breaks
 */
export function shareConnections(options: () => pg.ClientConfig, onLost: () => void): SharedConnections {
  let open: Shared[] = [];
  let closing = false;
  let aloneUntil = 0;

  const connect = (): Shared => {
    const client = new pg.Client({ ...options(), query_timeout: PATIENCE_MS, pipeline: true });
    const forget = () => {
      open = open.filter((one) => one !== shared);
    };
    // Without a listener, one that breaks while nobody waits would end the process.
    client.on('error', () => {
      forget();
      client.end().catch(() => {}); // It is of no use any more, whatever it says to that.
      onLost();
    });
    client.on('end', forget);
    const shared: Shared = {
      waiting: 0,
      client: client.connect().then(
        () => client,
        (error) => {
          forget();
          aloneUntil = performance.now() + PAUSE_MS;
          throw error;
        },
      ),
    };
    open.push(shared);
    return shared;
  };

  const leastAsked = (): Shared => {
    const [first = connect(), ...others] = open;
    const least = others.reduce((one, other) => (other.waiting < one.waiting ? other : one), first);
    const another = least.waiting > 0 && open.length < CONNECTIONS && performance.now() > aloneUntil;
    return another ? connect() : least;
  };

  const ask = async (shared: Shared, config: pg.QueryConfig): Promise<pg.QueryResult> => {
    shared.waiting += 1;
    try {
      const client = await shared.client.catch((error) => {
        // Nothing has been sent yet: the other one will do.
        const [other] = open;
        if (!other || other === shared) throw error;
        return other.client;
      });
      return await client.query(config);
    } finally {
      shared.waiting -= 1;
    }
  };

  return {
    async query(config) {
      if (closing) throw new Error('Client was closed and is not queryable');
      return ask(leastAsked(), config);
    },
    async close() {
      closing = true;
      await Promise.all(open.map(({ client }) => client.then((one) => one.end()).catch(() => {})));
    },
  };
}
