/** What each site setting does, by its name. */
export default {} as const;
