/** The names of CAs, from DER: `CN=Partner CA, O=Partner`. Those that cannot be read are left out. */
export async function renderAuthorities(names: readonly Buffer[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const { RelativeDistinguishedNames } = await import('pkijs');
  return names.slice(0, maxNames).flatMap((der) => {
    try {
      const { typesAndValues } = RelativeDistinguishedNames.fromBER(new Uint8Array(der));
      return [
        typesAndValues
          .map(({ type, value }) => `${shortNames[type] ?? type}=${String(value.valueBlock.value).slice(0, 100)}`)
          .join(', '),
      ];
    } catch {
      return [];
    }
  });
}

const maxNames = 100;

/** RFC 4514, 3. */
const shortNames: { readonly [oid: string]: string } = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};
