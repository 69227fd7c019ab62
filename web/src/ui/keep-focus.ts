const CONTROL = 'a[href], button, input';

/**
 * Before something is done that makes a row, or a bar above a list, go away: the focus that goes with it lands on the
 * row after it, or before it, or on the page's heading, and not on nothing.
 * @param within what goes, or something in it
 */
export function keepFocus(within: Element | null | undefined): void {
  const part = within?.closest('li, section');
  if (!part) return;
  const neighbours = [part.nextElementSibling, part.previousElementSibling];
  const watch = new MutationObserver(() => {
    if (part.isConnected) return;
    watch.disconnect();
    if (document.activeElement !== document.body) return;
    const next = neighbours.find((one) => one?.isConnected)?.querySelector<HTMLElement>(CONTROL);
    (next ?? document.querySelector('h1'))?.focus();
  });
  watch.observe(document.body, { childList: true, subtree: true });
}
