/** Words of a refusal for the terminal: what happened, and the rule behind it. */
import type { UsherError } from '../errors.ts';
import { hasWords, translate } from '../translate.ts';

export function sentenceOf(error: UsherError): string {
  const { code, params = {}, reason, whoCanHelp = [] } = error.details;
  const lines = [translate('en', 'errors', code, { time_left: '', ...params }).replace(/<\/?b>/g, '')];
  if (reason && hasWords('errors', `rule_${reason}`)) lines.push(translate('en', 'errors', `rule_${reason}`));
  const names = whoCanHelp.flatMap((helper) => helper.usernames ?? []);
  if (names.length > 0) lines.push(`Who can help: ${names.join(', ')}`);
  return lines.join('\n');
}
