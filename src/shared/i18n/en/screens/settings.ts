/** Admin > Settings. */
const settings = {} as const;

export default settings;
