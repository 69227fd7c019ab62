/** The Hebrew of en/screens/mails.ts. */
const mails = {} as const;

export default mails;
