/** Groups: `/groups`, `/groups/$name`. */
export const groupRoutes = [] as const;
