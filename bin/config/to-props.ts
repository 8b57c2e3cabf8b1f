import { PumaAlarms } from '../../lib/monitoring/puma-alarms';
import type { PumaComponent } from '../../lib/puma-component';
import type { PumaServiceOptions } from '../../lib/puma-service-options';
import type { PumaStackProps } from '../../lib/puma-stack';
import { KedaIdentity } from '../../lib/scaling/keda-identity';
import { MetricSource } from '../../lib/scaling/metric-source';
import { ClusterChoice } from '../../lib/stack/cluster-choice';
import { KubectlLayer } from '../../lib/stack/kubectl-layer';
import { Network } from '../../lib/stack/network';
import { PodIdentity } from '../../lib/workload/pod-identity';
import { PumaImage } from '../../lib/workload/puma-image';
import { checkArn } from './arn-checks';
import { checkCertificateArn, checkEnvironment, checkStackName, checkTags, checkTopicArn } from './checks';
import type {
  AlarmsConfiguration,
  ClusterConfiguration,
  ComponentConfiguration,
  Configuration,
  NetworkConfiguration,
  ServiceConfiguration,
} from './configuration';
import { toEdge, toRouting } from './edge';
import type { At } from './rate-rules';
import { rateRule } from './rate-rules';
import { toCertificateAuthority, toCertificateSource } from './to-certificates';
import type { CloudWatchConfiguration, MetricConfiguration } from './scaling-configuration';
import { blastProtection } from './web-acl';

/** The stack's props from a configuration of the right form. */
export function toProps(configuration: Configuration, at: At): PumaStackProps {
  const { stackName, env, tags, terminationProtection, network, cluster, keda, edge, service } = configuration;
  at([], () => checkStackName(stackName));
  if (env) at([], () => checkEnvironment(env));
  if (tags) at([], () => checkTags(tags));
  edge.certificateArns?.forEach((arn, i) =>
    at(['edge'], () => checkCertificateArn(`certificateArns[${i}]`, arn, env?.region)),
  );
  return {
    env,
    tags,
    terminationProtection,
    network: network && at(['network'], () => toNetwork(network)),
    cluster: cluster && at(['cluster'], () => toCluster(cluster)),
    installKeda: keda?.install,
    edge: toEdge(edge, at),
    service: toService(service, env?.region, at),
  };
}

function toNetwork({ create, existing }: NetworkConfiguration): Network {
  return existing ? Network.existing(existing) : Network.create(create);
}

function toCluster({ create, existing }: ClusterConfiguration): ClusterChoice {
  const layer = (arn: string | undefined): KubectlLayer | undefined => {
    checkArn('layer', 'kubectlLayerArn', arn);
    return arn === undefined ? undefined : KubectlLayer.fromArn(arn);
  };
  if (existing) {
    checkArn('function', 'kubectlServiceToken', existing.kubectlServiceToken);
    checkArn('provider', 'openIdConnectProviderArn', existing.openIdConnectProviderArn);
    const { kubectlLayerArn, ...options } = existing;
    return ClusterChoice.existing({ ...options, kubectlLayer: layer(kubectlLayerArn) });
  }
  const { kubectlLayerArn, ...options } = create ?? {};
  return ClusterChoice.create({ ...options, kubectlLayer: layer(kubectlLayerArn) });
}

function toService(given: ServiceConfiguration, region: string | undefined, at: At): PumaServiceOptions {
  const { name, image, components, certificateAuthority, alarms, scaling, asherah, identity, ...same } = given;
  return {
    ...same,
    serviceName: name,
    image: at(['service'], () => PumaImage.fromRegistry(image)),
    components: components.map((component, i) => toComponent(component, i, at)),
    certificateAuthority: certificateAuthority && toCertificateAuthority(certificateAuthority, at),
    alarms: at(['service', 'alarms'], () => toAlarms(alarms, region)),
    scaling: scaling && { ...scaling, metric: scaling.metric && toMetric(scaling.metric, at) },
    asherah,
    identity: identity === 'irsa' ? PodIdentity.irsa() : PodIdentity.podIdentityAssociation(),
  };
}

function toComponent(given: ComponentConfiguration, i: number, at: At): PumaComponent {
  const { rateRules, blastProtection: blast, routing, certificateSource, ...same } = given;
  const place = ['service', 'components', i];
  return {
    ...same,
    certificateSource: toCertificateSource(certificateSource, [...place, 'certificateSource'], at),
    routing: routing && toRouting(routing, [...place, 'routing'], at),
    rateRules: rateRules?.map((rule, j) => rateRule(rule, [...place, 'rateRules', j], at)),
    blastProtection: blast && blastProtection(blast, [...place, 'blastProtection'], at),
  };
}

function toAlarms({ topicArns, none }: AlarmsConfiguration, region: string | undefined): PumaAlarms {
  if (topicArns === undefined) return PumaAlarms.none(none!);
  topicArns.forEach((arn, i) => checkTopicArn(`topicArns[${i}]`, arn, region));
  // An alarm needs no more of a topic than its ARN, and a topic would need a stack to be imported into.
  return PumaAlarms.actions(topicArns.map((alarmActionArn) => ({ bind: () => ({ alarmActionArn }) })));
}

function toMetric({ cloudWatch, prometheus, external }: MetricConfiguration, at: At): MetricSource {
  const place = ['service', 'scaling', 'metric'];
  if (prometheus) return at([...place, 'prometheus'], () => MetricSource.prometheus(prometheus));
  if (external) return at([...place, 'external'], () => MetricSource.external(external));
  return at([...place, 'cloudWatch'], () => {
    const { identity, ...options } = cloudWatch!;
    return MetricSource.cloudWatch({ ...options, identity: toKedaIdentity(identity) });
  });
}

function toKedaIdentity(given: CloudWatchConfiguration['identity']): KedaIdentity | undefined {
  if (given === undefined || given === 'operator') return undefined;
  const { podIdentity, triggerAuthentication, clusterTriggerAuthentication } = given;
  if (podIdentity) return KedaIdentity.podIdentity(podIdentity.roleArn);
  if (triggerAuthentication !== undefined) return KedaIdentity.triggerAuthentication(triggerAuthentication);
  return KedaIdentity.clusterTriggerAuthentication(clusterTriggerAuthentication!);
}
