/** The Hebrew of en/screens/users.ts. */
const users = {} as const;

export default users;
