import { renderCauses } from './markdown/causes.ts';
import { escapeInline } from './markdown/escape.ts';
import { renderEvidenceIndex } from './markdown/evidence-index.ts';
import { renderFixes } from './markdown/fixes.ts';
import { renderContradictions, renderNotChecked, renderOpenQuestions } from './markdown/missing.ts';
import { renderMisfits, renderStale } from './markdown/outdated.ts';
import { renderFooter, renderStatus } from './markdown/status.ts';
import {
  renderActions,
  renderFindings,
  renderImpact,
  renderRemarks,
  renderTimeline,
} from './markdown/what-happened.ts';
import type { Report } from './report.ts';

/**
 * Renders a report as the incident note, in Markdown that also reads well raw. Every sentence comes from a recorded fact;
 * what is not known says "not recorded". The same state gives the same bytes: two walks over the same evidence with the same
 * inputs differ in the list under the title, and in the times of remarks.
 */
export function renderMarkdown(report: Report): string {
  const sections = [
    `# ${escapeInline(report.header.title)}`,
    renderStatus(report),
    `## In one paragraph\n\n${escapeInline(report.verdict)}`,
    renderImpact(report),
    renderTimeline(report),
    renderFindings(report),
    renderStale(report),
    renderMisfits(report),
    renderCauses(report),
    renderContradictions(report),
    renderNotChecked(report),
    renderFixes(report),
    renderOpenQuestions(report),
    renderActions(report),
    renderRemarks(report),
    renderEvidenceIndex(report),
    renderFooter(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
