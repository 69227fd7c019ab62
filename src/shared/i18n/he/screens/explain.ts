/** The Hebrew of en/screens/explain.ts. */
const explain = {} as const;

export default explain;
