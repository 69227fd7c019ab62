/** Days, as date fields give them (2026-03-06), as moments in the reader's time zone. '' for none and for what is no day. */
const moment = (day: string | undefined, time: string): string => {
  const at = new Date(`${day}T${time}`);
  return day && !Number.isNaN(at.getTime()) ? at.toISOString() : '';
};

export const dayStart = (day: string | undefined): string => moment(day, '00:00:00.000');
export const dayEnd = (day: string | undefined): string => moment(day, '23:59:59.999');
