/** The Hebrew of en/screens/invites.ts. */
const invites = {} as const;

export default invites;
