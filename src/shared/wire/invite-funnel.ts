/** `GET /invites/funnel.json`: invited, sent, redeemed over time. */
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false };
const counts = { invited: Type.Integer(), sent: Type.Integer(), redeemed: Type.Integer() };
const group = { id: Type.Integer(), name: Type.String(), full_name: Type.Union([Type.String(), Type.Null()]) };

export const FunnelPeriod = Type.Object(
  {
    /** First day, YYYY-MM-DD, in UTC; of a week its Monday. */
    starts_on: Type.String(),
    ...counts,
  },
  closed,
);
export type FunnelPeriod = Static<typeof FunnelPeriod>;

export const FunnelReply = Type.Object(
  {
    scope: Type.Union([Type.Literal('own'), Type.Literal('all')]),
    period: Type.Union([Type.Literal('day'), Type.Literal('week')]),
    group: Type.Union([Type.Object(group, closed), Type.Null()]),
    /** When it was last counted, about every minute; null: not yet. */
    counted_to: Type.Union([Type.String(), Type.Null()]),
    /** Oldest first, none left out; the last is the one that is going on. */
    periods: Type.Array(FunnelPeriod),
    /** Sums of these periods. */
    totals: Type.Object(counts, closed),
    /** The groups invited to most, of all time; empty when one was asked for. */
    groups: Type.Array(Type.Object({ ...group, ...counts }, closed)),
  },
  closed,
);
export type FunnelReply = Static<typeof FunnelReply>;
