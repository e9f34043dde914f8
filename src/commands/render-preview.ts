import type { Touch } from '../checks/check.ts';
import type { StepPreview } from '../incident/preview-step.ts';
import { toVisible } from '../redact/visible.ts';

/** What a step would touch, the files it reads in one line and the rest a line each, made safe for the terminal; then why it would not run, where it would not. */
export function renderPreview({ status, reason, unblock, touches }: StepPreview): readonly string[] {
  const isRead = ({ what, writes }: Touch) => what === 'file' && !writes;
  const files = touches.filter(isRead).map(({ text }) => text);
  return [
    ...(files.length === 0 ? [] : [`file        ${files.join(', ')}`]),
    ...touches.filter((one) => !isRead(one)).map((one) => `${wordOf(one)} ${one.text}`),
    ...(status === 'ready' ? [] : [`because     ${reason ?? status}`]),
    ...(unblock === undefined ? [] : [`            ${unblock}`]),
  ].map(toVisible);
}

function wordOf({ what, writes }: Touch): string {
  return writes ? `${what} THAT CHANGES SOMETHING:` : what.padEnd(11);
}
