import { readlinkSync } from 'node:fs';

/**
 * The time zone of this machine by its IANA name. Read where /etc/localtime leads, because the first question to `Intl` takes 12 ms of every
 * start; asked of `Intl` where that says nothing, or where `TZ` says something else, which may be no zone at all.
 */
export function zoneOfMachine(env: NodeJS.ProcessEnv): string {
  const name = env.TZ === undefined ? zoneOfLink() : undefined;
  return name ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function zoneOfLink(): string | undefined {
  try {
    const name = /\/zoneinfo\/(?:posix\/)?([A-Z]\w+(?:\/[A-Z][\w+-]+){0,2})$/.exec(readlinkSync('/etc/localtime'))?.[1];
    return name === undefined ? undefined : name.replace(/^(Etc\/)?(UTC|UCT|Universal|Zulu)$/, 'UTC');
  } catch {
    return undefined;
  }
}
