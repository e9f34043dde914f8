import { CheckProblem } from '../../errors.ts';
import type { Facts, Measurement } from '../check.ts';
import { type Endpoint, toEndpointFacts } from './endpoint.ts';
import { bySeriousness, type Finding } from './finding.ts';
import type { Standard } from './judge/judged.ts';
import { gather, toEvidence, toVerdict } from './report.ts';

/** Puts the endpoints together. Throws a `CheckProblem` when none of them could be looked at. */
export function measure(of: {
  readonly place: string;
  readonly endpoints: readonly Endpoint[];
  readonly standard: Standard;
}): Omit<Measurement, 'command'> {
  const { place, endpoints, standard } = of;
  const looked = endpoints.filter(({ problem }) => problem === undefined);
  const [worst] = [...looked].sort((a, b) => bySeriousness(a.findings[0] ?? none, b.findings[0] ?? none));
  if (worst === undefined)
    throw new CheckProblem({ status: 'error', message: endpoints[0]?.problem ?? `${place} has nothing to look at` });
  const all = endpoints.map((each) => toEndpointFacts(each, standard));
  const found = gather(endpoints);
  const [ending] = all
    .filter(({ days_left }) => days_left !== null)
    .sort((a, b) => Number(a.days_left) - Number(b.days_left));
  const { place: _place, address: _address, servername: _servername, ...own } = toEndpointFacts(worst, standard);
  const facts: Facts = {
    ...own,
    findings: [...new Set(found.map(({ id }) => id))],
    details: found.map(({ text, where }) => (where === undefined ? text : `${text} (at ${where})`)),
    fixes: found.map(({ fix }) => fix),
    days_left: ending?.days_left ?? null,
    not_after: ending?.not_after ?? null,
    trust_store: standard.store.title,
    addresses: [...new Set(endpoints.flatMap((each) => each.address ?? []))],
    differs: findDifferences(looked.map((each) => toEndpointFacts(each, standard))),
    endpoints: all,
  };
  return {
    facts,
    evidence: toEvidence({ place, found, endpoints, standard }),
    verdict: toVerdict({ place, found, endpoints, facts, standard }),
  };
}

const none: Finding = { id: 'not-tried', severity: 'info', text: '', fix: '' };

/** What should be the same at every address of a name. */
const compared = ['fingerprint', 'chain', 'findings', 'failure', 'protocols', 'client_certificate'] as const;

function findDifferences(all: readonly Facts[]): readonly string[] {
  const names = [...new Set(all.map(({ servername }) => servername))];
  return compared.filter((fact) =>
    names.some((name) => {
      const values = all.filter(({ servername }) => servername === name).map((each) => JSON.stringify(each[fact]));
      return new Set(values).size > 1;
    }),
  );
}
