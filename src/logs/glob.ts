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
  return new RegExp(`^${parts.join('')}$`);
}
