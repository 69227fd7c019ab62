/** Why / why not. */
const explain = {} as const;

export default explain;
