/** Admin > Users. */
const users = {} as const;

export default users;
