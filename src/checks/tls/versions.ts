/** The versions that OpenSSL 3 can still speak, the oldest first, as Node names them. */
export const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

/** How new a version is: it grows with it. */
export function ageOf(version: string): number {
  return (versions as readonly string[]).indexOf(version);
}

/** `TLS 1.2`, from Node's `TLSv1.2`. */
export function renderVersion(version: string): string {
  return version === 'TLSv1' ? 'TLS 1.0' : version.replace('TLSv', 'TLS ');
}
