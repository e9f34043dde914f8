/** The types of records that can be asked for. */
export const recordTypes = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'SRV', 'NS', 'CAA', 'PTR'] as const;

export type RecordType = (typeof recordTypes)[number];
