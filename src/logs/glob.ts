/** Whether a text has a wildcard in it. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/** `*` and `?` stay inside one folder, `**` crosses folders; everything else is literal. */
export function globToRegExp(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/?|\*|\?)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  // Names of files may hold line breaks, which a point finds under this flag alone.
  return new RegExp(`^${parts.join('')}$`, 's');
}

/** Tells of a folder whether a glob may name something in it. */
export function folderMatcher(glob: string): (folder: string) => boolean {
  const deep = glob.indexOf('**');
  const plain = deep < 0 ? glob : glob.slice(0, deep);
  const above = plain.split('/').slice(0, -1);
  const folders = [
    ...above.map((_, at) => above.slice(0, at + 1).join('/')),
    // From the first `**` on, every folder may be one that it crosses.
    ...(deep < 0 ? [] : [`${plain}**`]),
  ].map(globToRegExp);
  return (folder) => folders.some((one) => one.test(folder));
}
