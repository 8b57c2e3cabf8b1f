/** Rules that the form of a configuration file follows: docs/errors.md lists their codes with these reasons. */
export const FORM_RULES = {
  missing: {
    code: 'ConfigurationMissing',
    why: 'the ready app is steered by one configuration file',
  },
  unreadable: {
    code: 'ConfigurationUnreadable',
    why: 'the ready app is steered by one configuration file, which it must be allowed to read',
  },
  encoding: {
    code: 'ConfigurationEncoding',
    why: 'read in the wrong encoding, letters turn into others without a word',
  },
  notGiven: {
    code: 'ConfigurationNotGiven',
    why: 'the ready app is steered by one configuration file; `npx cdk-puma-eks init` writes one to begin with',
  },
  empty: {
    code: 'ConfigurationEmpty',
    why: 'a few things have no default that could be right: hosts, image, certificate, whom the alarms tell',
  },
  notAnObject: {
    code: 'ConfigurationNotAnObject',
    why: 'each part of the configuration is found by its key',
  },
  notAlone: {
    code: 'ConfigurationNotAlone',
    why: 'one file configures one stack',
  },
  syntax: {
    code: 'ConfigurationSyntax',
    why: 'what cannot be read for certain is not guessed at',
  },
  tab: {
    code: 'ConfigurationTab',
    why: 'YAML does not take tabs for indentation, since editors disagree about their width',
  },
  keyTwice: {
    code: 'ConfigurationKeyTwice',
    why: 'one of the two values would be dropped without a word',
  },
  keyUnknown: {
    code: 'ConfigurationKeyUnknown',
    why: 'what is not understood would otherwise do nothing, without a word',
  },
  keyMissing: {
    code: 'ConfigurationKeyMissing',
    why: 'it has no default that could be right',
  },
  typeWrong: {
    code: 'ConfigurationTypeWrong',
    why: 'a value of another type would be misread later, where nobody could tell why',
  },
  valueUnknown: {
    code: 'ConfigurationValueUnknown',
    why: 'there is nothing else to choose from',
  },
  choice: {
    code: 'ConfigurationChoice',
    why: 'one of several kinds is chosen by its key, and two at once contradict each other',
  },
  refusedByCdk: {
    code: 'RefusedByCdk',
    why: 'aws-cdk-lib checks what it is given too, and its message is passed on',
  },
} as const;
