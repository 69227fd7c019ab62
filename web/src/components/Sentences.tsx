/** Sentences below one another, each in its own direction; undefined when there are none, as fields want it. */
export const sentences = (said: readonly string[] | undefined) =>
  said?.map((sentence) => (
    <span key={sentence} className="line" dir="auto">
      {sentence}
    </span>
  ));
