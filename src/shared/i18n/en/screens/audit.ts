/** Admin > Audit. */
const audit = {} as const;

export default audit;
