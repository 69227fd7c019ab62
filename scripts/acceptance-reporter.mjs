/** A reporter for node:test: one line of JSON for each finished scenario, `{ path: [describe…, name], ok, why }`. */
export default async function* reporter(events) {
  const names = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      names.length = data.nesting;
      names.push(data.name);
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { error, type: kind } = data.details;
    // Whatever fails only because something in it fails is told by that; a describe that passes is no scenario.
    if (type === 'test:fail' ? error?.failureType === 'subtestsFailed' : kind === 'suite') continue;
    const ok = type === 'test:pass' || data.todo !== undefined || data.skip !== undefined;
    const why = ok ? undefined : String(error?.cause?.message ?? error?.cause ?? error?.message).slice(0, 500);
    // A file that breaks before its first scenario is reported under its whole path.
    const name = data.name === data.file ? '(the file as a whole)' : data.name;
    yield `${JSON.stringify({ path: [...names.slice(0, data.nesting), name], ok, why })}\n`;
  }
}
