import type { Draft, DraftAxis, DraftCause, DraftLog } from './draft.ts';

/**
 * Renders a draft as a runbook that lint finds good, with comments that say where to go on. Each cause is looked for in its log, and each
 * axis has its question to a party: two groups of evidence, one of them checked, can settle every cause.
 */
export function renderDraft(draft: Draft): string {
  return [
    head(draft),
    parties(draft),
    inputs,
    sources(draft),
    axes(draft),
    phases(draft),
    observations(draft),
    fixes(draft),
  ]
    .map((part) => part.trimEnd())
    .join('\n\n')
    .concat('\n');
}

/** JSON is YAML, whatever stands in the text. */
const quote = (text: string) => JSON.stringify(text);
/** An id that YAML would read as a number or a truth value is quoted. */
const name = (id: string) => (/^(\d|(true|false|null|yes|no|on|off|y|n)$)/.test(id) ? quote(id) : id);
const lines = (all: readonly string[]) => all.join('\n');

function head({ id, title, symptoms, owner, reviewed }: Draft): string {
  return `# Check it after every change:  causebook lint ${id}
# An editor completes and explains every key once it has the schema:  causebook schema > runbooks/runbook.schema.json
# and, as a line of its own at the top of this file:  "# yaml-language-server: $schema=../runbook.schema.json"
causebook: 1
id: ${name(id)}
title: ${quote(title)}
# A bug report is matched against these (causebook triage): add the words that people really use.
symptoms:
${lines(symptoms.map((symptom) => `  - ${quote(symptom)}`))}
owner: ${quote(owner)}
reviewed: ${reviewed}`;
}

function parties({ parties: all }: Draft): string {
  return `# \`contact\` is where a party is reached, and is printed with its questions:  contact: "#their-oncall"
parties:
${lines(all.map((one) => `  - {id: ${name(one.id)}, name: ${quote(one.name)}, role: ${one.role}}`))}`;
}

const inputs = `# What differs from incident to incident. With \`extract\` it is taken out of the text of a bug report; checks use it as
# "\${{ inputs.order_id }}":
#   - {id: order_id, type: string, ask: Which order?, extract: 'ORD_\\d+', example: ORD_7890}
inputs:
  # Every check of a log keeps to it.
  - {id: window, type: window, ask: Which span of time should be read? (All of it where left out.), optional: true}`;

function sources({ logs }: Draft): string {
  const entry = ({ id, party, title, files, isPlain }: DraftLog) => `  - id: ${name(id)}
    party: ${name(party)}
    title: ${quote(title)}
    log: {files: ${quote(files)}${isPlain ? ', format: text' : ''}}`;
  return `# Where the evidence lies, as files in the evidence folder (--evidence DIR). How lines are written is found from them, or
# said with \`format\`; \`format: text\` takes them as they are, without times. A log may come from a store too
# (loki, elasticsearch, clickhouse) or from a command; settings are \`config\`, Prometheus is \`metrics\`, tables are
# \`database\`. \`look_for\` and \`how\` help the party that sends them.
sources:
${lines(logs.map(entry))}`;
}

function axes({ axes: all }: Draft): string {
  const entry = ({ id, question, causes }: DraftAxis) => {
    // Alike until somebody knows better; 0.05 is for what is not on the list.
    const prior = Math.floor(9500 / causes.length) / 10_000;
    return `  - id: ${name(id)}
    question: ${quote(question)}
    hypotheses:
${lines(causes.map((cause) => `      - {id: ${name(cause.id)}, title: ${quote(cause.title)}, prior: ${prior}}`))}`;
  };
  return `# Possible causes, under the question they answer. \`prior\` is how often each is it, before anything is known: they begin
# alike. \`party\` says whose it is; \`priority: high\` what to look at first.
axes:
${lines(all.map(entry))}`;
}

function phases({ axes: all }: Draft): string {
  const check = ({ id, title, log, text }: DraftCause) => `      - id: look_${id}
        title: ${quote(`Look in the log: ${title}`)}
        observes: seen_${id}
        log: {source: ${name(log)}, match: ${quote(text)}}
        outcomes:
          - {id: found, when: result.n > 0, status: fail, say: "\${{ result.n }} lines say so"}
          - {id: absent, say: no line says so}`;
  const question = ({ id, question: why, ask, causes }: DraftAxis) => `      - id: ask_${id}
        ask: ${quote(ask.text)}
        party: ${name(ask.party)}
        why: ${quote(`It tells the causes apart: ${why}`)}
        observes: said_${id}
        choices:
${lines(causes.map((cause) => `          - {id: ${name(cause.id)}, label: ${quote(cause.answer)}, status: fail}`))}
          - {id: none, label: None of these}`;
  return `# Checks run by themselves, side by side; their first outcome whose \`when\` holds is it. Put more here: \`log\` has ready
# questions (repeats, ladder, over_time, sql …), other kinds are http, tls, dns, tcp, signature, config, sql, metric,
# command and script. Try one by hand with:  causebook check log FILE --match timeout
phases:
  - id: checks
    title: Look
    steps:
${lines(all.flatMap(({ causes }) => causes.map(check)))}
  # Questions go to a party, best first. What a person must do is a step with \`do:\` in place of \`ask:\`.
  - id: questions
    title: Ask
    steps:
${lines(all.map(question))}`;
}

function observations({ axes: all }: Draft): string {
  const seen = ({ id, title, log }: DraftCause) => `  - id: seen_${id}
    text: ${quote(`Does the log say: ${title}?`)}
    group: log_${log}
    cost: 0.5
    outcomes:
      - {id: found, base: 0.1, evidence: {${name(id)}: strongly-for}}
      - {id: absent, base: 0.9, evidence: {${name(id)}: against}}`;
  const said = ({ id, ask, causes }: DraftAxis) => {
    const base = Math.floor(6000 / causes.length) / 10_000;
    return `  - id: said_${id}
    text: ${quote(ask.text)}
    group: said_${id}
    cost: 5
    outcomes:
${lines(causes.map((cause) => `      - {id: ${name(cause.id)}, base: ${base}, evidence: {${name(cause.id)}: strongly-for}}`))}
      - {id: none, base: 0.4, evidence: {${causes.map((cause) => `${name(cause.id)}: against`).join(', ')}}}`;
  };
  return `# What each outcome says of a cause: confirms, strongly-for, for, against, strongly-against, rules-out. \`base\` is how
# common the outcome is when the cause is another one. These are guesses to begin with; what they come to is listed by:
#   causebook lint --weights
# Observations of one log share a group: together they count little more than one.
observations:
${lines(all.flatMap(({ causes }) => causes.map(seen)))}
${lines(all.map(said))}`;
}

function fixes({ parties: all, axes: [axis] }: Draft): string {
  const cause = axis?.causes[0]?.id ?? '';
  return `# What to do once a cause is known; \`verify\` is the step that shows that it worked (causebook verify).
# fixes:
#   - id: stop-the-harm
#     tier: immediate            # or medium-term, long-term
#     party: ${all[0]?.id}
#     title: What to do
#     when: [${cause}]
#     detail: How to do it, so that it can be done at night.
#     risk: What it may break
#     rollback: How to take it back
#     verify: look_${cause}`;
}
