// What a good engineer would type into the other tools. Each program prints its answer as plain lines.

/** `20/Nov/2025:18:00 502 17` for each minute and status, from an access log. */
export const awkMinutes = '{ n[substr($4, 2, 17) " " $9]++ } END { for (key in n) print key, n[key] }';

/** `502 17` for each status between two stamps, which compare as text within a month. */
export const awkWindow = (from, to) =>
  `$4 >= "[${from}" && $4 < "[${to}" { n[$9]++ } END { for (status in n) print status, n[status] }`;

/** `CUST_0000005 1203` for each pair of requests of a customer that began at most 10 s apart; a line is stamped at its end. */
export const awkRepeats = (condition) => `${condition}match($0, /customer_id=[A-Za-z0-9_]+/) {
  customer = substr($0, RSTART + 12, RLENGTH - 12)
  split($4, t, /[[\\/:]/)
  began = ((t[2] * 24 + t[5]) * 60 + t[6]) * 60 + t[7] - $(NF - 1)
  starts[customer] = starts[customer] " " sprintf("%.3f", began)
}
END {
  for (customer in starts) {
    n = split(starts[customer], s, " ")
    for (i = 2; i <= n; i++) {
      began = s[i] + 0
      for (j = i - 1; j > 0 && s[j] + 0 > began; j--) s[j + 1] = s[j]
      s[j + 1] = began
    }
    for (i = 2; i <= n; i++) if (s[i] - s[i - 1] <= 10) printf "%s %.0f\\n", customer, (s[i] - s[i - 1]) * 1000
  }
}`;

export const lnavMinutes = `;SELECT strftime('%Y-%m-%dT%H:%M', log_time) AS minute, sc_status, count(*) AS n FROM access_log GROUP BY 1, 2`;

// One column per line: a delimiter that cannot occur.
const lines = (file) =>
  `read_csv('${file}', columns = {'line': 'VARCHAR'}, delim = '', quote = '', escape = '', header = false, auto_detect = false, strict_mode = false)`;
const minuteOf = (stamp) => `strftime(strptime(${stamp}, '%d/%b/%Y:%H:%M'), '%Y-%m-%dT%H:%M')`;

export const duckdbCount = (file, literal) => `select count(*) from ${lines(file)} where contains(line, '${literal}')`;

export const duckdbMinutes = (file, where) => `select ${minuteOf('x.minute')}, x.status, n from (
  select regexp_extract(line, '^\\S+ \\S+ \\S+ \\[([^:]+:\\d+:\\d+)[^"]*"[^"]*" (\\d+)', ['minute', 'status']) as x, count(*) as n
  from ${lines(file)} ${where} group by 1)`;

export const duckdbErrors = `where regexp_matches(line, '" 5\\d\\d \\d+ "')`;

export const duckdbRepeats = (file) => `with payments as (
  select x.customer, epoch_ms(strptime(x.stamp, '%d/%b/%Y:%H:%M:%S')) - x.seconds::double * 1000 as began from (
    select regexp_extract(line, '^\\S+ \\S+ \\S+ \\[(\\S+)[^"]*"POST /v1/payments\\S*customer_id=(\\w+).* ([\\d.]+) "[^"]*"$',
      ['stamp', 'customer', 'seconds']) as x
    from ${lines(file)} where contains(line, 'POST /v1/payments')))
select customer, round(gap)::integer from (
  select customer, began - lag(began) over (partition by customer order by began) as gap from payments) where gap <= 10000`;

export const duckdbMissing = (
  file,
  ids,
) => `select id from read_csv('${ids}', columns = {'id': 'VARCHAR'}, header = false)
  anti join (select regexp_extract(line, 'pay_[0-9a-z]+') as id from ${lines(file)} where contains(line, 'pay_')) using (id)`;

export const duckdbStatuses = (file) =>
  `select status, count(*) from read_json('${file}', format = 'newline_delimited', columns = {'status': 'INTEGER'}) group by 1`;
