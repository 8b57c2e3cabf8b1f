import { refuse } from '../../lib/model/errors';
import { checkRegion } from '../../lib/model/names';
import type { Configuration } from './configuration';

// What only the ready app is told, and so no construct checks.

const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

export function checkStackName(given: string): void {
  if (STACK_NAME.test(given)) return;
  refuse({
    code: 'StackNameInvalid',
    path: 'stackName',
    given,
    allowed: '1 to 128 letters, digits and hyphens, beginning with a letter',
    why: 'CloudFormation takes no other name for a stack',
  });
}

export function checkEnvironment({ account, region }: NonNullable<Configuration['env']>): void {
  if (region !== undefined) checkRegion('env.region', region);
  if (account === undefined || /^\d{12}$/.test(account)) return;
  refuse({
    code: 'AccountInvalid',
    path: 'env.account',
    given: account,
    allowed: "an AWS account's 12 digits, in quotes: '111122223333'",
    why: 'the stack is deployed there',
  });
}

/** What CloudFormation takes as a stack's tags (AWS docs, CloudFormation API, Tag and CreateStack). */
const TAGS = { count: 50, keyLength: 128, valueLength: 256 };

export function checkTags(given: NonNullable<Configuration['tags']>): void {
  const entries = Object.entries(given);
  if (entries.length > TAGS.count) {
    refuse({
      code: 'TagsInvalid',
      path: 'tags',
      given: `${entries.length} tags`,
      allowed: `at most ${TAGS.count}`,
      why: 'CloudFormation takes no more for a stack',
    });
  }
  for (const [key, value] of entries) {
    const named = key.length > 0 && key.length <= TAGS.keyLength && !/^aws:/i.test(key);
    if (named && value.length > 0 && value.length <= TAGS.valueLength) continue;
    refuse({
      code: 'TagInvalid',
      path: `tags[${key}]`,
      given: value,
      allowed: `a key of 1 to ${TAGS.keyLength} characters that does not begin with aws:, and a value of 1 to ${TAGS.valueLength}`,
      why: 'AWS takes no other tags, and keeps that beginning for its own',
    });
  }
}

const CERTIFICATE = /^arn:aws[a-z-]*:(acm:([a-z0-9-]+):\d{12}:certificate\/.+|iam::\d{12}:server-certificate\/.+)$/;
const TOPIC = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/;

export function checkCertificateArn(path: string, given: string, region: string | undefined): void {
  const [matched, , certificateRegion] = CERTIFICATE.exec(given) ?? [];
  if (matched !== undefined && isHere(certificateRegion, region)) return;
  refuse({
    code: 'CertificateArnInvalid',
    path,
    given,
    allowed: `the ARN of an ACM certificate${here(region)}, such as arn:aws:acm:${region ?? 'eu-west-1'}:111122223333:certificate/<id>`,
    why: 'the HTTPS listener serves it, and a load balancer takes certificates of its own Region alone',
  });
}

export function checkTopicArn(path: string, given: string, region: string | undefined): void {
  const [matched, topicRegion] = TOPIC.exec(given) ?? [];
  if (matched !== undefined && isHere(topicRegion, region)) return;
  refuse({
    code: 'TopicArnInvalid',
    path,
    given,
    allowed: `the ARN of an SNS topic${here(region)}, such as arn:aws:sns:${region ?? 'eu-west-1'}:111122223333:on-call`,
    why: 'the alarms are sent there, and CloudWatch notifies topics of its own Region alone',
  });
}

function isHere(given: string | undefined, region: string | undefined): boolean {
  return given === undefined || region === undefined || given === region;
}

function here(region: string | undefined): string {
  return region === undefined ? '' : ` in ${region}`;
}
