// What causebook is asked, and where in its JSON the answer is: the one place to change when a flag or a fact is renamed.
import { idsAnswer, minutesAnswer, repeatsAnswer, statusAnswer } from './answer.js';

/** For each question the arguments after `causebook`, as the shell reads them ($FILE, $LITERAL, $IDS, $WINDOW), and the adapter. */
export const questions = {
  literal: { args: 'check log "$FILE" --match "$LITERAL" --json', read: readCount },
  errors: { args: `check log "$FILE" --where 'status = 5xx' --over-time status --every 1m --json`, read: readMinutes },
  parse: { args: 'check log "$FILE" --over-time status --every 1m --json', read: readMinutes },
  repeats: {
    args: `check log "$FILE" --match 'POST /v1/payments' --duration extra1:s --repeats '/customer_id=(\\w+)/' --within 10s --json`,
    read: readRepeats,
  },
  ids: { args: 'check log "$FILE" --missing-ids "$IDS" --json', read: readMissing },
  top: { args: 'check log "$FILE" --top status --json', read: readStatuses },
  window: { args: 'check log "$FILE" --window "$WINDOW" --over-time status --json', read: readMinutes },
  sql: {
    args: `check log "$FILE" --sql 'select status, count(*) as n from events group by 1 order by 1' --json`,
    read: readStatuses,
  },
};

function readCount({ facts }) {
  return { lines: pick(facts, ['n', 'lines', 'events', 'count']) };
}

/** From the rows (long or wide), else from the heat map. Where they are cut short only the total is compared. */
function readMinutes(answer) {
  const { facts } = answer;
  const heat = (answer.pictures ?? facts.pictures ?? []).find((one) => one.kind === 'heat');
  const fromRows = rowsOf(answer).flatMap(toTriples);
  const fromHeat = heat?.rows.flatMap(({ label, counts }) =>
    counts.flatMap((n, at) => (n === 0 ? [] : [[toMinute(Date.parse(heat.from) + at * heat.every_ms), label, n]])),
  );
  const total = pick(facts, ['n', 'events', 'total', 'lines']);
  const whole = [fromRows, fromHeat ?? []].find((triples) => {
    const { events } = statusAnswer(triples);
    return triples.length > 0 && (total === undefined || events === total);
  });
  return whole === undefined ? { events: total } : minutesAnswer(whole);
}

/** `{minute, status, n}`, or `{minute, "200": n, "502": n}`. */
function toTriples(row) {
  const at = pick(row, ['at', 'minute', 'from', 'time', 'ts', 'bucket', 'start']);
  if (at === undefined) return [];
  const minute = toMinute(at);
  const value = pick(row, ['status', 'value', 'label', 'field']);
  const count = pick(row, ['n', 'count', 'events']);
  if (value !== undefined && count !== undefined) return [[minute, value, count]];
  return Object.entries(row).flatMap(([name, n]) => (/^\d{3}$/.test(name) && n > 0 ? [[minute, name, n]] : []));
}

/** Rows of one repeat (`gap_ms`) or of one customer (`gaps_ms`, a list). Where they are cut short only the counts are compared. */
function readRepeats(answer) {
  const { facts } = answer;
  const pairs = rowsOf(answer).flatMap((row) => {
    const gaps = pick(row, ['gaps_ms', 'gap_ms', 'gaps', 'gap', 'intervals_ms']);
    return gaps === undefined
      ? []
      : [gaps].flat().map((gap) => [pick(row, ['value', 'customer', 'key', 'id', 'who']), gap]);
  });
  const counts = {
    customers: pick(facts, ['repeated_keys']),
    pairs: pick(facts, ['repeats']),
  };
  const isWhole = pairs.length > 0 && (counts.pairs === undefined || counts.pairs === pairs.length);
  return isWhole ? { ...repeatsAnswer(pairs), ...defined(counts) } : counts;
}

function readMissing(answer) {
  const { missing } = answer.facts;
  const rows = Array.isArray(missing) ? missing : rowsOf(answer);
  if (rows.length === 0) return { missing };
  return idsAnswer(rows.map((one) => (typeof one === 'string' ? one : pick(one, ['id', 'value']))));
}

function readStatuses(answer) {
  const pairs = rowsOf(answer).map((row) => [pick(row, ['status', 'key']), pick(row, ['n'])]);
  return pairs.length === 0 ? {} : statusAnswer(pairs);
}

const rowsOf = ({ facts, rows }) => rows ?? facts.rows ?? [];
const pick = (from, names) => names.map((name) => from[name]).find((value) => value !== undefined);
const defined = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
const toMinute = (at) => new Date(at).toISOString().slice(0, 16);
