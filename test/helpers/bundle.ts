import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** Bundles a source of this package, which Node 20 cannot run as it is, with the packages it uses unless they are `external`. Gives the sources in it. */
export async function bundle(
  entry: string,
  { file, isExternal = false }: { readonly file?: string; readonly isExternal?: boolean } = {},
): Promise<readonly string[]> {
  const built = await rolldown({
    cwd: root,
    input: `${root}${entry}`,
    platform: 'node',
    external: isExternal ? /^[^./]/ : [],
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  });
  const options = { format: 'esm', codeSplitting: false } as const;
  const { output } = await (file === undefined ? built.generate(options) : built.write({ ...options, file }));
  await built.close();
  return output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
}
