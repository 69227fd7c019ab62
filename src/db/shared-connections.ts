/**
 * Connections that many requests use at the same time: each sends its question at once, and PostgreSQL answers in order
 * (`pipeline` of the driver). Asking costs half of what a connection of one's own does, because both sides find the next
 * question there instead of being woken up for it. Only for what is answered at once: the next in line waits.
 */
import pg from 'pg';

/** Node.js works on one core; more of these would only be woken up more often. */
const CONNECTIONS = 2;

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

  const connect = (): Shared => {
    const client = new pg.Client({ ...options(), pipeline: true });
    const forget = () => {
      open = open.filter((one) => one !== shared);
    };
    // Without a listener, one that breaks while nobody waits would end the process.
    client.on('error', () => {
      forget();
      onLost();
    });
    client.on('end', forget);
    const shared: Shared = {
      waiting: 0,
      client: client.connect().then(
        () => client,
        (error) => {
          forget();
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
    return least.waiting > 0 && open.length < CONNECTIONS && !closing ? connect() : least;
  };

  return {
    async query(config) {
      const shared = leastAsked();
      shared.waiting += 1;
      try {
        return await (await shared.client).query(config);
      } finally {
        shared.waiting -= 1;
      }
    },
    async close() {
      closing = true;
      for (const { client } of open) await client.then((one) => one.end()).catch(() => {});
    },
  };
}
