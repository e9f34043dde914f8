/** How long ago something was, to the precision that a person waiting needs: `just now`, `5 min ago`, `2 h ago`, `3 d ago`. */
export function renderAgo(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
}
