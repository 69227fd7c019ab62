/** Sentences of mails. */
export default {} as const;
