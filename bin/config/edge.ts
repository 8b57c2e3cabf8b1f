import { SecretValue } from 'aws-cdk-lib';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ClientCertificates } from '../../lib/edge/client-certificates';
import type { UnauthenticatedRequest } from '../../lib/edge/edge-authentication';
import { EdgeAuthentication } from '../../lib/edge/edge-authentication';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import type { EdgeRoutingOptions } from '../../lib/edge/edge-routing-options';
import { EdgeRule } from '../../lib/edge/edge-rule';
import type { PumaStackEdgeOptions } from '../../lib/puma-stack';
import type {
  AuthenticationConfiguration,
  EdgeConfiguration,
  EdgeLogsConfiguration,
  RoutingConfiguration,
  RuleConfiguration,
  VerifiedClientsConfiguration,
} from './edge-configuration';
import { checkArn, checkHostedZone, checkSecretId } from './arn-checks';
import type { Path } from './problem';
import type { At } from './rate-rules';
import { webAclProps } from './web-acl';

/** The edge's options from a configuration of the right form. CDK's enums are written as the values that AWS knows. */
export function toEdge(given: EdgeConfiguration, at: At): PumaStackEdgeOptions {
  const { webAcl, ipAddressType, sslPolicy, desyncMitigationMode, xffHeaderProcessingMode, ...rest } = given;
  const { clientCertificates, logs, ...same } = rest;
  rest.hostedZones?.forEach((zone, i) => at(['edge'], () => checkHostedZone(`hostedZones[${i}]`, zone)));
  return {
    ...same,
    webAcl: webAcl && webAclProps(webAcl, at),
    ipAddressType: ipAddressType as elbv2.IpAddressType | undefined,
    sslPolicy: sslPolicy as elbv2.SslPolicy | undefined,
    desyncMitigationMode: desyncMitigationMode as elbv2.DesyncMitigationMode | undefined,
    xffHeaderProcessingMode: xffHeaderProcessingMode as elbv2.XffHeaderProcessingMode | undefined,
    clientCertificates: clientCertificates && at(['edge', 'clientCertificates'], () => toClients(clientCertificates)),
    logs: logs && at(['edge', 'logs'], () => toLogs(logs)),
  };
}

function toClients(given: 'passThrough' | VerifiedClientsConfiguration): ClientCertificates {
  if (given === 'passThrough') return ClientCertificates.passThrough();
  checkArn('trustStore', 'verify.trustStoreArn', given.verify.trustStoreArn);
  return ClientCertificates.verify(given.verify);
}

function toLogs({ newBucket, none }: EdgeLogsConfiguration): EdgeLogs {
  return newBucket ? EdgeLogs.newBucket(newBucket) : EdgeLogs.none(none!);
}

/** A component's routing from a configuration of the right form. */
export function toRouting(given: RoutingConfiguration, place: Path, at: At): EdgeRoutingOptions {
  const { algorithm, authentication, rules, ...same } = given;
  return {
    ...same,
    algorithm: algorithm as elbv2.TargetGroupLoadBalancingAlgorithmType | undefined,
    authentication: authentication && toAuthentication(authentication, [...place, 'authentication'], at),
    rules: rules?.map((rule, i) => toRule(rule, [...place, 'rules', i], at)),
  };
}

function toRule({ fixedResponse, authenticate }: RuleConfiguration, place: Path, at: At): EdgeRule {
  if (fixedResponse) return at([...place, 'fixedResponse'], () => EdgeRule.fixedResponse(fixedResponse));
  const here = [...place, 'authenticate'];
  const { authentication, ...same } = authenticate!;
  const how = toAuthentication(authentication, [...here, 'authentication'], at);
  return at(here, () => EdgeRule.authenticate({ ...same, authentication: how }));
}

function toAuthentication({ oidc, cognito }: AuthenticationConfiguration, place: Path, at: At): EdgeAuthentication {
  if (oidc) {
    const { clientSecretName, clientSecretField, onUnauthenticated, ...same } = oidc;
    at([...place, 'oidc'], () => checkSecretId('clientSecretName', clientSecretName));
    const clientSecret = SecretValue.secretsManager(clientSecretName, { jsonField: clientSecretField });
    return at([...place, 'oidc'], () =>
      EdgeAuthentication.oidc({
        ...same,
        clientSecret,
        onUnauthenticated: onUnauthenticated as UnauthenticatedRequest,
      }),
    );
  }
  const { onUnauthenticated, ...same } = cognito!;
  at([...place, 'cognito'], () => checkArn('userPool', 'userPoolArn', same.userPoolArn));
  return at([...place, 'cognito'], () =>
    EdgeAuthentication.cognito({ ...same, onUnauthenticated: onUnauthenticated as UnauthenticatedRequest }),
  );
}
