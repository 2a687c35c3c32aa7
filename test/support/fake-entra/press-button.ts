/**
 * Opens a sign-in page as a browser would and presses one of its buttons; gives where the page sends the browser. The
 * address may name another host that stands for `base`. Rejects with what the page says when it has no such button.
 */
export async function pressButton(base: string, authorizeUrl: string | URL, choice: string): Promise<URL> {
  const { pathname, search } = new URL(authorizeUrl);
  const address = `${base}${pathname}${search}`;
  const shown = await fetch(address, { redirect: 'manual' });
  const early = shown.headers.get('location');
  if (early !== null) return new URL(early);
  const page = await shown.text();
  if (!page.includes(`value="${choice}"`))
    throw new Error(`The page has no button ${choice}: ${textOf(page)}`);
  const pressed = await fetch(address, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ choice }),
  });
  const location = pressed.headers.get('location');
  if (location === null) throw new Error(`The page sends nobody on: ${textOf(await pressed.text())}`);
  return new URL(location);
}

function textOf(page: string): string {
  const [, main = page] = /<main>(.*)<\/main>/s.exec(page) ?? [];
  return main
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
