import { collect } from '../../collect.ts';
import type { AddCheck } from './add-check.ts';

/** `check sql`. */
export const addSql: AddCheck = (check) =>
  check('sql', 'ask a database, or CSV, JSON and Parquet files, reading only')
    .argument('[query]', 'a SELECT')
    .option('--url-env <name>', 'the environment variable with the URL of the PostgreSQL: DATABASE_URL')
    .option('--url <url>', 'the URL itself, without a password: everybody on the machine can see it')
    .option('--host <host>', 'in place of a URL: host name, address or socket folder')
    .option('--port <port>', 'with --host: its port', Number)
    .option('--database <name>', 'the name of the database')
    .option('--user <role>', 'the role that asks; best one that may only read')
    .option('--password-env <name>', 'the environment variable that holds the password')
    .option('--sslmode <mode>', 'disable, prefer, require, verify-ca or verify-full, as psql has it')
    .option('--cacert <file>', 'trust this certificate authority (PEM)')
    .option('--file <table=file>', 'a file as a table, again for each', collect, [])
    .option('-p, --param <value>', 'the value of $1, then of $2 …', collect, [])
    .option('--unique <table(columns)>', 'does the database itself keep these columns unique?')
    .option('--duplicates <table(columns)>', 'which keys stand on more than one row')
    .option('--missing <table(columns)>', 'which keys have no row in the table of --in')
    .option('--ids <ids>', 'in place of --missing: the keys, with commas')
    .option('--in <table(columns)>', 'where each key should be')
    .option('--where <column=value>', 'with --duplicates and --missing: only rows that are so; all', collect, [])
    .option('--in-where <column=value>', 'with --in: only rows that are so; all', collect, [])
    .option('--at <column>', 'with --duplicates and --missing: the column that says when')
    .option('--since <time>', 'with --at: only rows since then, RFC 3339 or like 24h')
    .option('--limit <n>', 'how many rows are read; 1000 when left out', Number)
    .option('--expect <rows>', 'fail unless the query gives: none, some, or so many rows')
    .addHelpText(
      'after',
      `
Examples:
  causebook check sql --url-env DATABASE_URL --unique 'customers(partner_guid, external_identifier)'
  causebook check sql --url-env DATABASE_URL --duplicates 'customers(email)' --at created_at --since 24h
  causebook check sql --url-env DATABASE_URL 'select id, status from payments where id = $1' --param pay_01
  causebook check sql --file paid=payments.csv --file active=policies.csv --missing 'paid(payment)' --in 'active(payment_id)'`,
    )
    .action(async (query, flags) => (await import('../sql.ts')).checkSql(query, flags));
