/** Admin > E-mail logs. */
const mails = {} as const;

export default mails;
