/** The page “Needs attention”. */
export default {
  title: 'Needs attention',
  description: 'What is out of order or soon will be: why, what it means for hosts and data, and what to do. An entry goes by itself when its cause is mended.',
  none: 'Nothing needs attention',
  noneText: 'All pools and virtual disks are available, no copy has failed, and no repository is about to fill up.',
  list: 'What needs attention',
  severity: 'Severity',
  anySeverity: 'All severities',
  cause: 'Cause',
  effect: 'What it means',
  steps: 'What to do',
  since: 'began <time></time>',
  lookedAt: 'Last looked <time></time>',
  recheckDone: '{count, plural, =0 {Looked again: nothing needs attention} one {Looked again: one thing needs attention} other {Looked again: # things need attention}}',
  commandDone: '{label}: done',
  all: 'All steps',
} as const
