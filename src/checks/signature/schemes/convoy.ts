import { defineScheme } from '../scheme.ts';

/** Convoy webhooks. */
export const convoy = defineScheme({
  title: 'Convoy',
  source: 'https://github.com/frain-dev/convoy/blob/main/pkg/signature/signature.go',
  header: ['x-convoy-signature'],
  separator: ',',
  prefix: 'v1=',
  timestampItem: 't=',
  template: '{timestamp},{body}',
  toleranceS: 300,
});
