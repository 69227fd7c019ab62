import type { LandingReply } from '../../../src/shared/wire/redemptions.ts';

const YEARS = 10 * 365 * 24 * 3_600_000;

/** An invite made to last for ever expires thousands of years from now: a date that would only puzzle. */
export const expiresSoon = ({ expires_at }: LandingReply): boolean => Date.parse(expires_at) < Date.now() + YEARS;
