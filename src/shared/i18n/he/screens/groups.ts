/** The Hebrew of en/screens/groups.ts. */
const groups = {} as const;

export default groups;
