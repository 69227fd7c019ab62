/** Groups: the list, a group’s page, managing it. */
const groups = {} as const;

export default groups;
