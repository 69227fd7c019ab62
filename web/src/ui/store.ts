import { useSyncExternalStore } from 'react';

/** A value outside of React that components follow. */
export interface Store<Value> {
  get: () => Value;
  set: (value: Value) => void;
  use: () => Value;
}

export function makeStore<Value>(first: Value): Store<Value> {
  let value = first;
  const followers = new Set<() => void>();
  const follow = (follower: () => void) => {
    followers.add(follower);
    return () => void followers.delete(follower);
  };
  const get = () => value;
  return {
    get,
    set(next) {
      value = next;
      for (const follower of followers) follower();
    },
    use: () => useSyncExternalStore(follow, get),
  };
}
