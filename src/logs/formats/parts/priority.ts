import type { PartKind } from './part.ts';

const severities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const facilities = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'],
  ...['ntp', 'audit', 'alert', 'clock', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
];

/** The priority of a syslog line (RFC 5424, 6.2.1) as the keywords of its facility and severity. */
export const priority: PartKind = {
  makes: () => ['facility', 'severity'],
  isLiteral: false,
  split: (text, { put }) => {
    const value = Number(text);
    put('facility', facilities[value >> 3] ?? null);
    put('severity', severities[value & 7] ?? null);
  },
};
