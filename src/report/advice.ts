/** Names a message: `One message to PaymentHub: 2 questions (Webhook sent?; Retried?)`. */
export function describeMessage(party: string, questions: readonly string[]): string {
  const { length } = questions;
  return `One message to ${party}: ${length} question${length === 1 ? '' : 's'} (${questions.join('; ')})`;
}
