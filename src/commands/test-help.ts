/** What `causebook test --help` says of the files of a scenario. */
export const testHelp = `
A scenario is a folder in runbooks/<id>/scenarios:
  expect.yaml    what must come out; what is not named is not looked at
  evidence/      the files, or lab.yaml: what stages them. No live system is asked, no command of the runbook runs,
                 and no secret is taken from the environment
  answers.yaml   what the parties say           inputs.yaml   inputs as id: value, paths from this folder

expect.yaml:
  runbook: missing-webhooks                     only where the folder lies in no runbook
  leaders: {failure: signature-rejected}        axis: the cause that leads it, or other
  states: {failure: settled}                    axis: settled, leading or open
  outcomes: {check_relay: not_in_path}          step: its outcome
  statuses: {check_uptime: pass}                step: its status
  fixes: {recommended: [accept-both-secrets], not_recommended: [full-chain]}
  never: {leaders: {failure: [wrong-url]}, states: {recovery: [settled]}, outcomes: {check_relay: [lost]}}

Exit codes: 0 all came out as expected, 3 one did not, 2 one could not be run as it is written, 130 interrupted;
with --init: 0, or 4 when the verdict of the incident does not come out of its files`;
