export default {
  product: 'Lunette',
  skip: 'Skip to the content',
  navigation: 'Main navigation',
  openNavigation: 'Open the navigation',
  nav: {
    overview: 'Overview',
    conditions: 'Needs attention',
    virtualDisks: 'Virtual disks',
    copies: 'Copies',
    instantCopies: 'Instant copies',
    snapshots: 'Snapshots',
    hosts: 'Hosts',
    pools: 'Pools',
    events: 'Event log',
    settings: 'Settings',
  },
  health: {
    good: 'Optimal',
    attention: 'Needs attention ({count, number})',
    unknown: 'Health unknown',
  },
  operations: {
    button: '{count, plural, =0 {No operation runs} one {# operation runs} other {# operations run}}',
    title: 'Operations in progress',
    none: 'Nothing is running',
    noneText: 'Copies and rollbacks that are running, waiting or paused appear here, whoever started them.',
  },
  user: {
    button: 'Account of {name}',
    settings: 'Account and sessions',
    signOut: 'Sign out',
  },
  language: { label: 'Language', en: 'English', de: 'Deutsch' },
  theme: { label: 'Appearance', system: 'As the system', light: 'Light', dark: 'Dark' },
  stale: {
    title: 'The connection to the array is interrupted',
    text: 'What you see was last current <since></since>. It will be current again as soon as the array answers.',
  },
  notFound: {
    title: 'There is nothing here',
    text: 'The page or the object does not exist, or no longer does.',
    home: 'To the overview',
  },
  error: {
    title: 'This page could not be shown',
    text: 'Something unexpected happened while it was made. The array and its data are not affected.',
  },
} as const
