/**
 * The facts of a TLS check and their CEL types; `dyn` ones are null where there was nothing to measure. `findings`, `details` and `fixes`
 * are those of all endpoints, `days_left` and `not_after` those of the certificate that ends first; the others are those of the endpoint
 * with the most serious finding. `endpoints` has them all, one by one; `differs` names the facts in which they are not alike.
 */
export const tlsFacts = {
  findings: 'list<string>',
  details: 'list<string>',
  fixes: 'list<string>',
  failure: 'dyn',
  failure_text: 'dyn',
  days_left: 'dyn',
  subject: 'dyn',
  issuer: 'dyn',
  names: 'list<string>',
  not_before: 'dyn',
  not_after: 'dyn',
  fingerprint: 'dyn',
  protocol: 'dyn',
  cipher: 'dyn',
  alpn: 'dyn',
  protocols: 'list<string>',
  chain: 'list<string>',
  trusted: 'dyn',
  trusted_by: 'list<string>',
  trust_store: 'string',
  staple: 'dyn',
  client_certificate: 'dyn',
  client_authorities: 'list<string>',
  without_sni: 'dyn',
  key_matches: 'dyn',
  addresses: 'list<string>',
  differs: 'list<string>',
  endpoints: 'list<dyn>',
} as const;
