/** The Hebrew of en/screens/settings.ts. */
const settings = {} as const;

export default settings;
