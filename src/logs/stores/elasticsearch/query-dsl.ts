/** A query of the Query DSL, or a part of one (Elasticsearch and OpenSearch, "Query DSL"). */
export type Query = { readonly [name: string]: unknown };
