import { useState } from 'react';
import { ApiError } from '../api.ts';

interface Action<Reply> {
  busy: boolean;
  /** What the last run threw; undefined while it runs and after it succeeded. */
  problem: unknown;
  reply: Reply | undefined;
  run: (work: () => Promise<Reply>) => Promise<void>;
}

/** One thing a click does on the server: whether it runs, what it gave, what went wrong. A second click does nothing meanwhile. */
export function useAction<Reply>(): Action<Reply> {
  const [state, setState] = useState<{ busy: boolean; problem?: unknown; reply?: Reply }>({ busy: false });
  const run = async (work: () => Promise<Reply>) => {
    if (state.busy) return;
    setState({ busy: true });
    try {
      setState({ busy: false, reply: await work() });
    } catch (problem) {
      if (!(problem instanceof ApiError)) console.error(problem);
      setState({ busy: false, problem });
    }
  };
  return { busy: state.busy, problem: state.problem, reply: state.reply, run };
}
