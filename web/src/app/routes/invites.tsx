/** Invites: `/invites`. */
export const inviteRoutes = [] as const;
