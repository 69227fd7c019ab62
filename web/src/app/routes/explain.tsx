/** Why / why not: `/explain`. */
export const explainRoutes = [] as const;
