/** Invites: the list, and making one. */
const invites = {} as const;

export default invites;
