/** The Hebrew of en/screens/audit.ts. */
const audit = {} as const;

export default audit;
