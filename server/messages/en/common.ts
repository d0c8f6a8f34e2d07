export default {
  actions: {
    cancel: 'Cancel',
    close: 'Close',
    back: 'Back',
    next: 'Next',
    save: 'Save',
    retry: 'Try again',
    copy: 'Copy',
    copied: 'Copied',
    more: 'More',
    actionsFor: 'Actions for {name}',
  },
  optional: '(optional)',
  exactBytes: '{bytes} bytes',
  size: {
    example: 'For example 500 GiB or 1.5 TiB',
    unread: 'This is not a size. Give a number with its unit, for example 500 GiB or 1.5 TiB.',
  },
  capacity: {
    usedOf: '{used} of {capacity} used ({percent})',
    free: '{free} free',
  },
  duration: {
    seconds: '{seconds, number} s',
    minutes: '{minutes, number} min',
    hours: '{hours, number} h {minutes, number} min',
    days: '{days, plural, one {# day} other {# days}} {hours, number} h',
  },
  confirm: {
    whatHappens: 'This will happen:',
    typeName: 'Type {name} to confirm',
    typeFirst: 'Type the name first, exactly as it is written.',
  },
  table: {
    actions: 'Actions',
  },
  filters: {
    clear: 'Clear filters',
    noMatchTitle: 'Nothing matches',
    noMatch: 'No entry fits the search and the filters. Clear them to see all.',
  },
  pages: {
    label: 'Pages',
    range: '{first} to {last} of {total}',
    previous: 'Previous page',
    next: 'Next page',
    isFirst: 'This is the first page.',
    isLast: 'This is the last page.',
  },
  wizard: {
    steps: 'Steps',
    position: 'Step {step, number} of {count, number}',
    unchecked: 'What is filled in could not be checked: the array did not answer. Nothing was changed. Try again.',
    whatHappens: 'What will happen',
    sameByRest: '{count, plural, one {The same by REST} other {The same by REST, call after call}}',
  },
  failed: {
    title: 'This could not be loaded',
    text: 'The array did not answer. Nothing was changed.',
  },
  noAnswer: {
    title: 'No answer',
    detail: 'The array did not answer, so it is not known whether this was done.',
    remedy: 'Look at the event log, and try again.',
  },
} as const
