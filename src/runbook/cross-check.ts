import { checks } from '../checks/index.ts';
import { type Place, type Problem, suggest } from '../errors.ts';
import { toTableUse } from '../logs/source.ts';
import { checkExpression, type Scope } from './expressions.ts';
import type { Runbook, Step } from './schema.ts';
import { stepKinds } from './step-kinds.ts';
import { expressionsIn } from './templates.ts';

type Path = readonly PropertyKey[];
type Report = (problem: { readonly path: Path; readonly message: string; readonly hint?: string | undefined }) => void;

/** What a schema cannot say: every id exists and is unique, every expression has its type, every outcome is reachable. */
export function crossCheck(runbook: Runbook, placeOf: (path: Path) => Place): readonly Problem[] {
  const problems: Problem[] = [];
  const report: Report = ({ path, message, hint }) => {
    problems.push({ message, place: placeOf(path), ...(hint === undefined ? {} : { hint }) });
  };
  checkUnique(runbook, report);
  checkReferences(runbook, report);
  for (const [p, phase] of runbook.phases.entries()) {
    for (const [s, step] of phase.steps.entries()) checkStep({ runbook, step, path: ['phases', p, 'steps', s], report });
  }
  checkTemplates({ value: runbook.views, path: ['views'], scope: { inputs: inputIds(runbook) }, report });
  checkTemplates({ value: runbook.inputs.map((input) => input.default), path: ['inputs'], scope: { inputs: inputIds(runbook) }, report });
  return problems;
}

function checkUnique(runbook: Runbook, report: Report): void {
  const lists: readonly (readonly [string, readonly (readonly [Path, string])[]])[] = [
    ['party', runbook.parties.map((item, i) => [['parties', i, 'id'], item.id])],
    ['input', runbook.inputs.map((item, i) => [['inputs', i, 'id'], item.id])],
    ['source', [...runbook.sources.map((item, i) => [['sources', i, 'id'], item.id] as const), ...runbook.views.map((item, i) => [['views', i, 'id'], item.id] as const)]],
    ['axis', runbook.axes.map((item, i) => [['axes', i, 'id'], item.id])],
    ['hypothesis', runbook.axes.flatMap((axis, a) => axis.hypotheses.map((item, i) => [['axes', a, 'hypotheses', i, 'id'], item.id] as const))],
    ['phase', runbook.phases.map((item, i) => [['phases', i, 'id'], item.id])],
    ['step', runbook.phases.flatMap((phase, p) => phase.steps.map((item, i) => [['phases', p, 'steps', i, 'id'], item.id] as const))],
    ['observation', runbook.observations.map((item, i) => [['observations', i, 'id'], item.id])],
    ['fix', runbook.fixes.map((item, i) => [['fixes', i, 'id'], item.id])],
    ...runbook.observations.map((item, o) => [`outcome of ${item.id}`, item.outcomes.map((outcome, i) => [['observations', o, 'outcomes', i, 'id'], outcome.id] as const)] as const),
  ];
  for (const [what, items] of lists) {
    const seen = new Set<string>();
    for (const [path, id] of items) {
      if (seen.has(id)) report({ path, message: `${what} "${id}" is there twice` });
      seen.add(id);
    }
  }
}

function checkReferences(runbook: Runbook, report: Report): void {
  const known = knownIds(runbook);
  const expect = (what: keyof typeof known, id: string | undefined, path: Path) => {
    if (id !== undefined && !known[what].includes(id)) report({ path, message: `unknown ${what} "${id}"`, hint: suggest(id, known[what]) });
  };
  for (const [i, source] of runbook.sources.entries()) expect('party', source.party, ['sources', i, 'party']);
  for (const [i, view] of runbook.views.entries()) {
    for (const [u, use] of view.from.entries()) expect('source', toTableUse(use).source, ['views', i, 'from', u]);
    if (readsItself(view.id, runbook)) report({ path: ['views', i, 'id'], message: `view "${view.id}" reads itself` });
  }
  for (const [a, axis] of runbook.axes.entries()) {
    for (const [h, hypothesis] of axis.hypotheses.entries()) {
      const path = ['axes', a, 'hypotheses', h];
      expect('party', hypothesis.party, [...path, 'party']);
      const named = runbook.observations.some((one) => one.outcomes.some((outcome) => hypothesis.id in outcome.evidence));
      if (!named) report({ path: [...path, 'id'], message: `no evidence bears on hypothesis "${hypothesis.id}"`, hint: 'Name it in an outcome of an observation.' });
    }
  }
  for (const [o, one] of runbook.observations.entries()) {
    for (const [i, outcome] of one.outcomes.entries()) {
      for (const id of Object.keys(outcome.evidence)) expect('hypothesis', id, ['observations', o, 'outcomes', i, 'evidence', id]);
    }
    const observed = runbook.phases.some((phase) => phase.steps.some((step) => step.observes === one.id));
    if (!observed) report({ path: ['observations', o, 'id'], message: `no step observes "${one.id}"`, hint: 'Give a step `observes:` with this id.' });
  }
  for (const [f, fix] of runbook.fixes.entries()) {
    expect('party', fix.party, ['fixes', f, 'party']);
    expect('step', fix.verify, ['fixes', f, 'verify']);
    for (const [i, id] of fix.when.entries()) expect('hypothesis', id, ['fixes', f, 'when', i]);
  }
}

/** Whether a view needs its own rows first, by itself or through others. */
function readsItself(id: string, runbook: Runbook): boolean {
  const reached = new Set<string>();
  const follow = (from: string): void => {
    for (const use of runbook.views.find((view) => view.id === from)?.from ?? []) {
      const { source } = toTableUse(use);
      if (reached.has(source)) continue;
      reached.add(source);
      follow(source);
    }
  };
  follow(id);
  return reached.has(id);
}

function checkStep(options: { readonly runbook: Runbook; readonly step: Step; readonly path: Path; readonly report: Report }): void {
  const { runbook, step, path, report } = options;
  const kinds = stepKinds.filter((kind) => step[kind as keyof Step] !== undefined);
  if (kinds.length !== 1) {
    const found = kinds.length === 0 ? 'none of them' : kinds.join(' and ');
    report({ path, message: `step "${step.id}" needs exactly one of ${stepKinds.join(', ')}; found ${found}` });
    return;
  }
  const kind = kinds[0] ?? '';
  const known = knownIds(runbook);
  if (step.party !== undefined && !known.party.includes(step.party)) {
    report({ path: [...path, 'party'], message: `unknown party "${step.party}"`, hint: suggest(step.party, known.party) });
  }
  const observation = runbook.observations.find((one) => one.id === step.observes);
  if (step.observes !== undefined && observation === undefined) {
    report({ path: [...path, 'observes'], message: `unknown observation "${step.observes}"`, hint: suggest(step.observes, runbook.observations.map((one) => one.id)) });
  }
  const isCheck = kind !== 'ask' && kind !== 'do';
  const named = isCheck ? (step.outcomes ?? []) : (step.choices ?? []);
  if (isCheck && step.choices !== undefined) report({ path: [...path, 'choices'], message: 'a check has outcomes, not choices' });
  if (!isCheck && step.outcomes !== undefined) report({ path: [...path, 'outcomes'], message: 'a question or action has choices, not outcomes' });
  if (observation !== undefined && named.length === 0) {
    report({ path, message: `step "${step.id}" observes "${observation.id}" but has no ${isCheck ? 'outcomes' : 'choices'}` });
  }
  const outcomeIds = observation?.outcomes.map((outcome) => outcome.id);
  const list = isCheck ? 'outcomes' : 'choices';
  const seen = new Set<string>();
  for (const [i, one] of named.entries()) {
    // Several conditions may lead to one outcome; a choice stands once.
    if (!isCheck && seen.has(one.id)) report({ path: [...path, list, i, 'id'], message: `choice "${one.id}" is there twice` });
    seen.add(one.id);
    if (outcomeIds !== undefined && !outcomeIds.includes(one.id)) {
      report({ path: [...path, list, i, 'id'], message: `"${one.id}" is not an outcome of observation "${step.observes}"`, hint: suggest(one.id, outcomeIds) });
    }
  }
  checkExpressions({ runbook, step, kind, path, report });
}

function checkExpressions(options: { readonly runbook: Runbook; readonly step: Step; readonly kind: string; readonly path: Path; readonly report: Report }): void {
  const { runbook, step, kind, path, report } = options;
  const steps = runbook.phases.flatMap((phase) => phase.steps.map((one) => one.id));
  const before: Scope = { inputs: inputIds(runbook), answers: steps, outcomes: steps };
  const check = kind in checks ? checks[kind as keyof typeof checks] : undefined;
  const after: Scope = { ...before, result: check === undefined || check.facts === 'open' ? undefined : Object.keys(check.facts) };
  const test = (text: string | undefined, at: Path, scope: Scope) => {
    const problem = text === undefined ? undefined : checkExpression({ text, scope, wants: 'bool' });
    if (problem !== undefined) report({ path: at, ...problem });
  };
  test(step.when, [...path, 'when'], before);
  for (const [i, outcome] of (step.outcomes ?? []).entries()) {
    const at = [...path, 'outcomes', i];
    const last = i === (step.outcomes?.length ?? 0) - 1;
    if (last && outcome.when !== undefined) report({ path: [...at, 'when'], message: 'the last outcome must have no `when`: something must be true when nothing else is' });
    if (!last && outcome.when === undefined) report({ path: at, message: `outcome "${outcome.id}" has no \`when\`, so those after it can never be reached` });
    test(outcome.when, [...at, 'when'], after);
    checkTemplates({ value: outcome.say, path: [...at, 'say'], scope: after, report });
  }
  for (const key of ['title', 'ask', 'do', 'why', 'hint'] as const) checkTemplates({ value: step[key], path: [...path, key], scope: before, report });
  if (check !== undefined) {
    const parameters = step[kind as keyof Step];
    checkTemplates({ value: parameters, path: [...path, kind], scope: before, report });
    const sources = [...runbook.sources.map((source) => source.id), ...runbook.views.map((view) => view.id)];
    for (const id of (check.reads as (given: unknown) => readonly string[])(parameters)) {
      if (!sources.includes(id)) report({ path: [...path, kind], message: `unknown source "${id}"`, hint: suggest(id, sources) });
    }
  }
}

function checkTemplates(options: { readonly value: unknown; readonly path: Path; readonly scope: Scope; readonly report: Report }): void {
  const { value, path, scope, report } = options;
  if (typeof value === 'string') {
    for (const text of expressionsIn(value)) {
      const problem = checkExpression({ text, scope });
      if (problem !== undefined) report({ path, ...problem });
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) checkTemplates({ value: inner, path: [...path, key], scope, report });
  }
}

function inputIds(runbook: Runbook): readonly string[] {
  return runbook.inputs.map((input) => input.id);
}

function knownIds(runbook: Runbook) {
  return {
    party: runbook.parties.map((party) => party.id),
    source: [...runbook.sources.map((source) => source.id), ...runbook.views.map((view) => view.id)],
    step: runbook.phases.flatMap((phase) => phase.steps.map((step) => step.id)),
    hypothesis: runbook.axes.flatMap((axis) => [...axis.hypotheses.map((one) => one.id), `${axis.id}/other`]),
  } as const;
}
