/** Admin > API keys. */
const keys = {} as const;

export default keys;
