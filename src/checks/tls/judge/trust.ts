import { buildPath, isIn, isSelfSigned, leafOf } from '../build-path.ts';
import type { Finding } from '../finding.ts';
import { renderName } from '../render.ts';
import type { TrustList } from '../trust-store.ts';
import type { Chain, Judged } from './judged.ts';

/** Whether the path ends where it must, whether that rests on what was sent, and whether the trust stores agree. */
export function judgeTrust(judged: Judged): readonly Finding[] {
  return [...judgeEnd(judged), ...judgeDifference(judged)];
}

/** The lists of the store that hold the root of a chain. */
export function trustedBy(chain: Pick<Chain, 'sent' | 'store' | 'now'>): readonly TrustList[] {
  const { sent, store, now } = chain;
  const leaf = leafOf(sent);
  if (leaf === undefined) return [];
  return store.lists.filter((list) => buildPath({ leaf, sent, store: list.certificates, now }).end === 'trusted');
}

function judgeEnd({ path, sent, store, leaf, forbidden }: Judged): readonly Finding[] {
  const [last, ...others] = [...path.certificates].reverse();
  const lent = path.certificates.find((each) => !isSelfSigned(each) && !isIn(sent, each));
  if (lent !== undefined)
    return missing(`${renderName(lent.subject)} was not sent; it is known here only because ${store.name} holds it`);
  if (path.end === 'trusted' || last === undefined || forbidden !== undefined) return [];
  if (path.end === 'untrusted' && last === leaf) {
    const fix = 'get one from a CA that the clients trust, or have them trust this one (--cacert)';
    return [{ id: 'self-signed', severity: 'fail', text: `${renderName(leaf.subject)} signed itself`, fix }];
  }
  if (path.end === 'untrusted') return untrusted(`the root ${renderName(last.subject)} is not in ${store.name}`);
  const issuer = `the issuer of ${renderName(last.subject)}, ${renderName(last.issuer)}, was not sent and is not in ${store.name}`;
  if (others.length > 0) return untrusted(issuer);
  const where = /CA Issuers - URI:([\x21-\x7e]+)/.exec(leaf.infoAccess ?? '')?.[1];
  return missing(
    `${issuer}: an intermediate certificate is missing, or that root is not trusted here`,
    where === undefined ? '' : `; the CA has it at ${where}`,
  );
}

function missing(text: string, where = ''): readonly Finding[] {
  const fix = `serve the full chain (fullchain.pem), not the certificate alone${where}`;
  return [{ id: 'missing-intermediate', severity: 'fail', text, fix }];
}

function untrusted(text: string): readonly Finding[] {
  const fix = 'serve the chain of a CA that the clients trust, or have them trust this one (--cacert)';
  return [{ id: 'untrusted-root', severity: 'fail', text, fix }];
}

/** "curl works, the Node program fails", and the other way round. */
function judgeDifference(judged: Judged): readonly Finding[] {
  const { lists } = judged.store;
  const yes = trustedBy(judged);
  if (yes.length === 0 || yes.length === lists.length) return [];
  const no = lists.filter((list) => !yes.includes(list));
  const text = `trusted by ${names(yes)}, but not by ${names(no)}`;
  const fix = no.some(({ id }) => id === 'node')
    ? 'curl works where a Node program fails: give the program NODE_EXTRA_CA_CERTS'
    : 'Node programs work where curl fails: add the root to the system (update-ca-certificates)';
  return [{ id: 'trust-differs', severity: 'warn', text, fix }];
}

function names(lists: readonly TrustList[]): string {
  return lists.map(({ name }) => name).join(' and ');
}
