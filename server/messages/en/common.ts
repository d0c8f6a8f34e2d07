export default {
  product: 'Lunette',
  actions: {
    cancel: 'Cancel',
    close: 'Close',
    back: 'Back',
    next: 'Next',
    save: 'Save',
    retry: 'Try again',
    copy: 'Copy',
    copied: 'Copied',
    more: 'More actions',
    actionsFor: 'Actions for {name}',
  },
} as const
