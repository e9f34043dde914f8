// What `npm run bench journal` measures.
export { headerLine, readJournal } from '../../src/incident/journal.ts';
export { keepPen } from '../../src/incident/pen/keep-pen.ts';
export { fold } from '../../src/incident/update.ts';
export { createJournal } from '../../src/incident/write-journal.ts';
export { loadRunbook } from '../../src/runbook/load.ts';
