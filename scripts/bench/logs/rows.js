// The rows: which question is put to which file, beside which peers, and how long causebook may take.

/** A bar is kept where causebook takes at most `times` × the peer's time and `plusMs`, for every peer that is named. */
export function createRows({ peers, truth, files }) {
  const access = { file: files.access, gz: files.accessGz };
  const json = { file: files.json, gz: files.jsonGz };
  // causebook counts a request in the minute it began; others in that of its stamp, which nginx writes at its end.
  const either = ({ byStamp, byStart }) => [byStamp, byStart];
  const plain = [
    {
      id: 'literal',
      title: 'count a rare literal',
      of: access,
      truths: [truth.access.literal],
      bar: [
        { peer: 'rg', times: 1.5, plusMs: 150 },
        { peer: 'grep', times: 1 },
      ],
    },
    {
      id: 'errors',
      title: '5xx per minute (1 % of the lines)',
      of: access,
      truths: either(truth.access.errors),
      bar: [{ peer: 'grep', times: 1 }],
    },
    {
      id: 'parse',
      title: 'parse everything, group by status and minute',
      of: access,
      truths: either(truth.access.minutes),
      bar: [
        { peer: 'awk', times: 1 },
        { peer: 'lnav', times: 1 / 5 },
      ],
    },
    {
      id: 'repeats',
      title: 'repeats per customer with their gaps (payment POSTs)',
      of: access,
      truths: [truth.access.repeats],
      bar: [{ peer: 'awk', times: 1 / 2 }],
    },
    {
      id: 'ids',
      title: '15 ids: which are missing (JSON lines)',
      of: json,
      truths: [truth.json.missing],
      bar: [{ peer: 'rg', times: 1.5, plusMs: 150 }],
    },
    {
      id: 'top',
      title: 'group by a field (JSON lines)',
      of: json,
      truths: [truth.json.statuses],
      bar: [{ peer: 'jq', times: 1 / 10 }],
    },
  ].map((row) => ({ ...row, question: row.id, file: row.of.file, peers: peers[row.id] }));
  const compressed = plain.map((row) => ({
    ...row,
    id: `${row.id}-gz`,
    title: `${row.title}, from .gz`,
    file: row.of.gz,
    peers: peers.gz,
    bar: [{ peer: 'gzip', times: 1.2 }],
  }));
  const forInformation = [
    {
      id: 'window',
      title: 'ten minutes of the day, by status',
      question: 'window',
      file: files.access,
      truths: either(truth.access.window),
      peers: peers.window,
    },
    {
      id: 'sql',
      title: 'SQL: group by status (access log)',
      question: 'sql',
      file: files.access,
      truths: [pickStatuses(truth.access.minutes.byStamp)],
      peers: {},
    },
    {
      id: 'sql-json',
      title: 'SQL: group by status (JSON lines)',
      question: 'sql',
      file: files.json,
      truths: [truth.json.statuses],
      peers: { duckdb: peers.top.duckdb },
    },
  ].map((row) => ({ ...row, bar: [] }));
  return [...plain, ...compressed, ...forInformation];
}

const pickStatuses = ({ events, statuses }) => ({ events, statuses });
