/** The Hebrew of en/screens/keys.ts. */
const keys = {} as const;

export default keys;
