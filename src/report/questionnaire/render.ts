import { type AskedQuestion, hasAnswers, landmarks, leadsOf } from '../../incident/reply/asked-question.ts';
import { toVisible, toVisibleLines } from '../../redact/visible.ts';
import type { Questionnaire } from '../questionnaire.ts';
import { endSentence } from '../sentence.ts';
import { type Markup, markups } from './markup.ts';
import { renderWindowIn } from './window-text.ts';

/**
 * Renders a message to a party, as Markdown that also reads well raw or as plain text in lines that mail does not break. `zone` is the time
 * zone of the person who sends it. `parseReply` reads it back filled in.
 */
export function renderQuestionnaire(
  questionnaire: Questionnaire,
  as: { readonly format: 'md' | 'text'; readonly zone: string },
): string {
  const markup = markups[as.format];
  const blocks = [
    ...renderContext(questionnaire, markup, as.zone),
    ...renderHow(questionnaire, markup),
    ...renderSources(questionnaire, markup),
    ...renderQuestions(questionnaire, markup),
  ];
  return `${toVisibleLines(blocks.join('\n\n'))}\n`;
}

function renderContext(of: Questionnaire, markup: Markup, zone: string): readonly string[] {
  const { incident, party, title, summary, window, ids, findings } = of;
  const facts = [
    ...(window === undefined ? [] : [`Time to look at: ${renderWindowIn(window, zone)}`]),
    ...ids.map(({ id, value }) => `To look up: ${id} ${toVisible(value)}`),
    ...findings.map((say) => `Your own logs and settings say: ${endSentence(toVisible(say))}`),
  ];
  return [
    markup.title(`Incident ${incident}: ${of.questions.length === 0 ? 'a request' : 'questions'} to ${party.name}`),
    markup.paragraph(`${endSentence(title)}${summary === undefined ? '' : ` ${endSentence(summary)}`}`),
    markup.paragraph(
      `We are looking for the cause and need ${describeNeeds(of)} from you. Please look rather than guess; that you do not know is an answer too.`,
    ),
    ...(facts.length === 0 ? [] : [markup.list(facts)]),
  ];
}

function describeNeeds({ questions, actions }: Questionnaire): string {
  const count = questions.length;
  return [
    ...(count === 0 ? [] : [count === 1 ? 'an answer' : `${count} answers`]),
    ...(actions.length === 0 ? [] : [actions.length === 1 ? 'one thing done' : `${actions.length} things done`]),
  ].join(' and ');
}

function renderHow({ questions, actions }: Questionnaire, markup: Markup): readonly string[] {
  const [first] = [...questions, ...actions];
  const code = `${first?.number ?? 1}a`;
  return [
    markup.heading('How to answer'),
    markup.paragraph(
      `Put an x between the brackets of one answer to each question, write what you want to add behind "${landmarks.words}", and send this back. Or reply with the codes alone, like ${code}; words go behind the number of a question and a colon.`,
    ),
  ];
}

function renderSources({ sources }: Questionnaire, markup: Markup): readonly string[] {
  if (sources.length === 0) return [];
  const items = sources.map(({ source, files }) =>
    [
      `${endSentence(source.title)} File name: ${files.map((file) => file.replace(/\*/g, '')).join(', ')}.`,
      ...(source.look_for === undefined ? [] : [`We look for: ${endSentence(source.look_for)}`]),
      ...(source.how === undefined ? [] : [endSentence(source.how)]),
    ].join(' '),
  );
  return [
    markup.heading('What to attach'),
    markup.paragraph('As files, for that time and those ids, without passwords, keys and personal data where you can:'),
    markup.list(items),
  ];
}

/** Both in one list of numbers: who answers goes through them alike. */
function renderQuestions({ questions, actions }: Questionnaire, markup: Markup): readonly string[] {
  return [
    ...(questions.length === 0 ? [] : [markup.heading('Questions')]),
    ...questions.flatMap((question) => renderQuestion(question, markup)),
    ...(actions.length === 0 ? [] : [markup.heading(landmarks.actions)]),
    ...actions.flatMap((action) => renderQuestion(action, markup)),
    landmarks.by,
    landmarks.end,
  ];
}

function renderQuestion(question: AskedQuestion & { readonly number: number }, markup: Markup): readonly string[] {
  const { number, step, text, why, hint, choices } = question;
  const leads = leadsOf(question);
  return [
    markup.anchor(`Q${number} (${step})`),
    markup.paragraph(text),
    ...(why === undefined ? [] : [markup.paragraph(`${leads.why} ${why}`)]),
    ...(hint === undefined
      ? []
      : hint.includes('\n')
        ? [markup.paragraph(leads.how), markup.code(hint)]
        : [markup.paragraph(`${leads.how} ${hint}`)]),
    choices.map(({ code, label }) => markup.box(`${number}${code}`, label)).join('\n'),
    // Words alone are as sure as they say themselves.
    ...(hasAnswers(question) ? [landmarks.sure] : []),
    landmarks.words,
  ];
}
