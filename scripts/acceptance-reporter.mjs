/** A reporter for node:test: one line of JSON for each finished scenario, `{ path: [describe…, name], ok, why }`. */
export default async function* reporter(events) {
  const names = [];
  let errors = '';
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      names.length = data.nesting;
      names.push(data.name);
    }
    if (type === 'test:stderr') errors = (errors + data.message).slice(-2000);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { error, type: kind } = data.details;
    // Whatever fails only because something in it fails is told by that; a describe that passes is no scenario.
    if (type === 'test:fail' ? error?.failureType === 'subtestsFailed' : kind === 'suite') continue;
    const ok = type === 'test:pass' || data.todo !== undefined || data.skip !== undefined;
    // A file that breaks before its first scenario is reported under its whole path; why is only in its error output.
    const whole = data.name === data.file;
    const name = whole ? '(the file as a whole)' : data.name;
    const reason = whole ? errors : (error?.cause?.message ?? error?.cause ?? error?.message);
    const why = ok ? undefined : String(reason).slice(0, 2000);
    yield `${JSON.stringify({ path: [...names.slice(0, data.nesting), name], ok, why })}\n`;
  }
}
