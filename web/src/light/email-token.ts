/**
 * The mailed link carries `?t=TOKEN`, which proves the mailbox. It leaves the address bar at once, so that it is not
 * copied, bookmarked or sent on, and is kept for this tab, so that loading the page again (to switch the language, or
 * after logging in) still knows it.
 */
const place = (inviteKey: string) => `usher:email-token:${inviteKey}`;

/** Takes the token out of the address bar, or finds the one taken before. */
export function takeEmailToken(inviteKey: string): string | undefined {
  const url = new URL(window.location.href);
  const token = url.searchParams.get('t');
  if (!token) return sessionStorage.getItem(place(inviteKey)) ?? undefined;
  sessionStorage.setItem(place(inviteKey), token);
  url.searchParams.delete('t');
  window.history.replaceState(window.history.state, '', url);
  return token;
}

/** After the invite is used the token is of no more use. */
export function dropEmailToken(inviteKey: string): void {
  sessionStorage.removeItem(place(inviteKey));
}
