/** Telling pages and scripts that something has changed: `/events`. */
import Type from 'typebox';
import { BadParameter, param, required } from '../../shared/wire/coerce.ts';
import { EventStream, parseTopic } from '../../shared/wire/events.ts';
import { route } from '../route.ts';

const MOST_TOPICS = 100;

export const eventRoutes = [
  route({
    method: 'GET',
    path: '/events',
    access: 'user',
    own: true,
    summary: 'Streams which kinds of things change, never what is in them: ask for these again by their own calls.',
    reply: EventStream,
    type: 'text/event-stream',
    params: Type.Object({
      topics: param.list(
        'notifications, invites and imports (one’s own), all_invites (staff), requests (to groups one owns), email_logs (admins), ' +
          'settings, users and audit (staff), api_keys (admins), groups (those there are), session (one’s own account and rights), group:ID, group_invites:ID, group_requests:ID; up to ' +
          `${MOST_TOPICS}. What one may not follow is left out of the first event.`,
      ),
    }),
    async handle({ ctx, input, request, reply }): Promise<undefined> {
      const wanted = required(input.topics, 'topics').map(parseTopic);
      const known = wanted.filter((topic) => topic !== undefined);
      if (known.length === 0 || known.length < wanted.length || known.length > MOST_TOPICS)
        throw new BadParameter('topics');
      if (request.method === 'HEAD') reply.type('text/event-stream');
      else request.server.eventStreams.open(request, reply, ctx.actor, known);
    },
  }),
];
