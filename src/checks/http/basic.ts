/** The value of an Authorization header for the user and password of a URL (RFC 7617), undefined where it has none. */
export function basicOf(url: Pick<URL, 'username' | 'password'>): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  return renderBasic(safeDecode(url.username), safeDecode(url.password));
}

/** The value of an Authorization header for a user and a password, in UTF-8. */
export function renderBasic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** A percent-encoded text decoded, or as it is where that is not possible. */
export function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
