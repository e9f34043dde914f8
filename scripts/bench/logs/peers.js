// The peers of causebook for each question: shell scripts that read $FILE, and how their lines become an answer.

import { literal } from './access-log.js';
import { idsAnswer, minutesAnswer, repeatsAnswer, statusAnswer } from './answer.js';
import { toAccessStamp, windowFrom, windowTo } from './clock.js';
import * as programs from './programs.js';

/**
 * For each question its peers by id: `label`, the `script`, the tools it `needs`, and `read`, which is missing where the
 * peer gives no answer. `isSlow` ones run twice at most.
 */
export function createPeers({ awk, locale, files }) {
  const duckdb = (sql, read) => ({
    label: 'DuckDB alone',
    needs: ['node'],
    script: `"$NODE" "$DUCKDB" ${quote(sql)}`,
    read,
  });
  const awked = (program) => `LC_ALL=C ${awk} ${quote(program)}`;
  const errors = '" 5[0-9][0-9] [0-9]+ "';
  return {
    literal: {
      rg: { label: 'rg -cF', needs: ['rg'], script: '"$RG" -cF -- "$LITERAL" "$FILE"', read: readCount },
      grep: {
        label: 'grep -cF (C)',
        needs: ['grep'],
        script: 'LC_ALL=C grep -cF -- "$LITERAL" "$FILE"',
        read: readCount,
      },
      ...(isPlainLocale(locale)
        ? {}
        : {
            localGrep: {
              label: `grep -cF (${locale})`,
              needs: ['grep'],
              script: 'grep -cF -- "$LITERAL" "$FILE"',
              read: readCount,
            },
          }),
      duckdb: duckdb(programs.duckdbCount(files.access, literal), readCount),
    },
    errors: {
      grep: {
        label: `grep -E | ${awk}`,
        needs: ['grep', awk],
        script: `LC_ALL=C grep -E ${quote(errors)} "$FILE" | ${awked(programs.awkMinutes)}`,
        read: readMinutes,
      },
      rg: {
        label: `rg | ${awk}`,
        needs: ['rg', awk],
        script: `"$RG" ${quote(errors)} "$FILE" | ${awked(programs.awkMinutes)}`,
        read: readMinutes,
      },
      duckdb: duckdb(programs.duckdbMinutes(files.access, programs.duckdbErrors), readMinutes),
    },
    parse: {
      awk: { label: awk, needs: [awk], script: `${awked(programs.awkMinutes)} "$FILE"`, read: readMinutes },
      lnav: {
        label: 'lnav -n, SQL',
        needs: ['lnav'],
        script: `lnav -n -c ${quote(programs.lnavMinutes)} -c ':write-csv-to -' "$FILE"`,
        read: readMinutes,
        isSlow: true,
      },
      duckdb: duckdb(programs.duckdbMinutes(files.access, ''), readMinutes),
    },
    repeats: {
      awk: {
        label: awk,
        needs: [awk],
        script: `${awked(programs.awkRepeats('/POST \\/v1\\/payments/ && '))} "$FILE"`,
        read: readRepeats,
      },
      grep: {
        label: `grep -F | ${awk}`,
        needs: ['grep', awk],
        script: `LC_ALL=C grep -F 'POST /v1/payments' "$FILE" | ${awked(programs.awkRepeats(''))}`,
        read: readRepeats,
      },
      duckdb: duckdb(programs.duckdbRepeats(files.access), readRepeats),
    },
    ids: {
      rg: {
        label: 'rg -oFf | sort -u | comm',
        needs: ['rg'],
        script: missing('"$RG" --no-line-number -oFf'),
        read: readIds,
      },
      grep: {
        label: 'grep -oFf | sort -u | comm',
        needs: ['grep'],
        script: missing('LC_ALL=C grep -oFf'),
        read: readIds,
      },
      duckdb: duckdb(programs.duckdbMissing(files.json, files.ids), readIds),
    },
    top: {
      jq: {
        label: 'jq | sort | uniq -c',
        needs: ['jq'],
        script: 'jq .status "$FILE" | LC_ALL=C sort | uniq -c',
        read: readCountedStatuses,
        isSlow: true,
      },
      duckdb: duckdb(programs.duckdbStatuses(files.json), readStatuses),
    },
    window: {
      awk: {
        label: awk,
        needs: [awk],
        script: `${awked(programs.awkWindow(toAccessStamp(windowFrom), toAccessStamp(windowTo)))} "$FILE"`,
        read: readStatuses,
      },
    },
    gz: { gzip: { label: 'gzip -dc alone', needs: ['gzip'], script: 'gzip -dc "$FILE" >/dev/null' } },
  };
}

const isPlainLocale = (locale) => ['C', 'POSIX'].includes(locale);
const missing = (search) => `${search} "$IDS" "$FILE" | LC_ALL=C sort -u | LC_ALL=C comm -13 - "$IDS"`;
const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

const readCount = (text) => ({ lines: Number(text) });
const readIds = (text) => idsAnswer(cells(text).flat());
const readStatuses = (text) => statusAnswer(cells(text));
const readCountedStatuses = (text) => statusAnswer(cells(text).map(([n, status]) => [status, n]));
const readRepeats = (text) => repeatsAnswer(cells(text).map(([customer, gap]) => [customer, Number(gap)]));
const readMinutes = (text) => minutesAnswer(cells(text).map(([minute, status, n]) => [toIsoMinute(minute), status, n]));

/** The words of each line, however they are parted; a head line (of CSV) is left out. */
function cells(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('minute,'));
  return lines.map((line) => line.trim().split(/[ \t,]+/));
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `20/Nov/2025:18:00` as `2025-11-20T18:00`; one that is in that form already stays. */
function toIsoMinute(text) {
  const [, day, month, year, time] = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d)$/.exec(text) ?? [];
  return day === undefined ? text : `${year}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day}T${time}`;
}
