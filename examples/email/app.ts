/** The e-mail delivery service of `config.yaml` as a CDK app of one's own; a test holds both to the same template. */
import { App } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { BlastProtection, ClusterChoice, PumaAlarms, PumaImage, PumaStack, RateRuleMode } from 'cdk-puma-eks';

const app = new App();

/** Clicks on links in e-mails, and the pixel that counts an opening: what an ISP's scanners fetch by the thousand. */
const linkPaths = ['/c/', '/o/'];

new PumaStack(app, 'EmailDelivery', {
  cluster: ClusterChoice.create({ adminArns: ['arn:aws:iam::111122223333:role/platform-on-call'] }),
  edge: {
    certificateArns: ['arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000'],
  },
  service: {
    serviceName: 'email',
    image: PumaImage.fromRegistry('111122223333.dkr.ecr.us-west-2.amazonaws.com/email-delivery:v42'),
    components: [
      { name: 'api', hostname: 'api.example.com', port: 9292 },
      { name: 'web', hostname: 'www.example.com', port: 9293 },
      {
        name: 'tracking',
        hostname: 't.example.com',
        port: 9294,
        backlog: 4096,
        blastProtection: BlastProtection.forLinkScanners({
          paths: linkPaths,
          slowestResponseSeconds: 0.05,
          network: { mode: RateRuleMode.BLOCK },
          address: { mode: RateRuleMode.BLOCK },
          ceiling: { mode: RateRuleMode.COUNT },
        }),
      },
    ],
    puma: { workers: 2, minThreads: 5, maxThreads: 5 },
    scaling: { minPods: 3, maxPods: 30, targetBusyness: 60 },
    asherah: { serviceName: 'email', productId: 'delivery', replicaRegions: ['eu-west-1'] },
    alarms: PumaAlarms.actions([topic('arn:aws:sns:us-west-2:111122223333:email-on-call')]),
  },
});

app.synth();

function topic(alarmActionArn: string): cloudwatch.IAlarmAction {
  return { bind: () => ({ alarmActionArn }) };
}
