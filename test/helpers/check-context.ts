import type { Approval, CheckContext } from '../../src/checks/check.ts';
import { openEvidenceFolder } from '../../src/logs/evidence-folder.ts';
import type { SourceEntry } from '../../src/logs/source.ts';
import type { Window } from '../../src/logs/window.ts';

/** What a test sets of a check's context; the rest is a context without evidence, sources, window and logs. */
export type ContextParts = {
  readonly folder?: string;
  readonly sources?: readonly SourceEntry[];
  readonly env?: { readonly [name: string]: string };
  readonly now?: Date;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly window?: Window;
  readonly testTargets?: readonly string[];
  readonly approval?: Approval;
  readonly redact?: (text: string) => string;
  readonly progress?: (text: string) => void;
};

/** Creates the context that a check runs in. Asking its logs throws. */
export async function createCheckContext(parts: ContextParts = {}): Promise<CheckContext> {
  const noLogs = () => Promise.reject(new Error('this context has no logs'));
  return {
    signal: parts.signal ?? new AbortController().signal,
    timeoutMs: parts.timeoutMs ?? 5000,
    now: () => parts.now ?? new Date(),
    folder: await openEvidenceFolder(parts.folder),
    sources: new Map((parts.sources ?? []).map((entry) => [entry.id, entry])),
    logs: { query: noLogs, ask: noLogs, excerpts: noLogs, inTurn: (_, work) => work(), close: () => undefined },
    window: parts.window,
    env: parts.env ?? {},
    ...(parts.testTargets === undefined ? {} : { testTargets: parts.testTargets }),
    ...(parts.approval === undefined ? {} : { approval: parts.approval }),
    ...(parts.redact === undefined ? {} : { redact: parts.redact }),
    progress: parts.progress ?? (() => undefined),
  };
}
