/** What a signal means and what to do first: said once, read in the alarm at night and in the dashboard by day. */
export interface Meaning {
  readonly title: string;
  readonly means: string;
  readonly first: string;
}

/** What the texts name figures of. */
export interface MeaningFigures {
  readonly serviceName: string;
  readonly idleTimeoutSeconds: number;
  readonly persistentTimeoutSeconds: number;
  readonly targetBusyness: number;
  /** Absent when the number of pods is fixed. */
  readonly maxPods?: number;
}

/** The meanings of all signals, with the service's own figures in them. */
export interface Meanings {
  readonly elb500: Meaning;
  readonly elb502: Meaning;
  readonly elb503: Meaning;
  readonly elb504: Meaning;
  readonly target5xx: Meaning;
  readonly targetConnections: Meaning;
  readonly unhealthyHosts: Meaning;
  readonly noHealthyHosts: Meaning;
  readonly saturated: Meaning;
  readonly silent: Meaning;
  readonly certificate: Meaning;
  readonly certificateRefused: Meaning;
  readonly issuer: Meaning;
}

export function meanings(figures: MeaningFigures): Meanings {
  const limit = figures.maxPods === undefined ? 'the number of pods' : `the limit of ${figures.maxPods} pods`;
  return {
    elb500: {
      title: 'ELB 500: the load balancer itself failed',
      means:
        'The web ACL could not be evaluated, or AWS has a fault. The pods never saw these requests. (A request that the web ACL blocks is a 403 or 429, not this.)',
      first:
        'Compare with blocked requests and errors of the web ACL, read error_reason in the access logs, look at the AWS Health Dashboard.',
    },
    elb502: {
      title: 'ELB 502: a pod hung up, or its TLS handshake failed',
      means:
        `A pod closed a connection that was in use (Puma must keep idle ones longer than the load balancer: ${figures.persistentTimeoutSeconds} s over ${figures.idleTimeoutSeconds} s), ` +
        'died with requests in flight, or had no free thread for a TLS handshake within 10 s.',
      first:
        'Busyness near 100 at the same time: capacity, so treat it as a 504. Otherwise look for restarts and OOM kills (kubectl get pods), and compare timeouts.persistent of their annotation cdk-puma-eks/settings with the idle timeout.',
    },
    elb503: {
      title: 'ELB 503: no pod is registered',
      means: 'The target group of a component has no registered pod, so every request to its hostname fails.',
      first:
        'kubectl get pods, then describe the TargetGroupBinding: pods that are not ready, a controller that may not register, or a binding that went with a deploy.',
    },
    elb504: {
      title: 'ELB 504: no capacity',
      means: `A pod did not accept a connection within 10 s, or did not answer within the idle timeout of ${figures.idleTimeoutSeconds} s: requests came faster than threads got free.`,
      first:
        'Look at busyness and at what is slow (response times, database). Give more pods or threads, move slow work to jobs, and only then a deeper backlog: it delays the failure and does not prevent it.',
    },
    target5xx: {
      title: 'Target 5xx: the application answered with an error',
      means: 'Pods were reached and answered 5xx: the application or what it depends on, not the path to it.',
      first: "Read the application's logs and error tracker from the minute it began; compare with the last deploy.",
    },
    targetConnections: {
      title: 'Connections to pods fail',
      means:
        'The load balancer could not open a connection to a pod, or not finish TLS with it: a full listen queue, no free thread for the handshake, a security group, or a pod without its certificate.',
      first:
        'Busyness near 100: capacity. Otherwise nstat TcpExtListenOverflows in a pod, its log for certificate errors, and the security-group rule from the load balancer to the port.',
    },
    unhealthyHosts: {
      title: 'Pods fail their health check',
      means:
        'At least one pod has been out of service for minutes. With all of them unhealthy the load balancer sends requests to every pod all the same.',
      first:
        'kubectl describe the pod that is not ready: its readiness probe asks the same question as the load balancer.',
    },
    noHealthyHosts: {
      title: 'A component has no healthy pod',
      means: 'Nobody serves this component: no pod is registered, or none passes its health check.',
      first:
        'kubectl get pods: none running (image, quota, nodes), none ready (readiness probe), or none registered (TargetGroupBinding).',
    },
    saturated: {
      title: 'No free threads',
      means: `Nearly all Puma threads have been busy for long, against a target of ${figures.targetBusyness} %. Scaling should have answered by now: it is at ${limit}, broken, or something behind the pods is slow.`,
      first:
        'kubectl describe the HPA and ScaledObject (at maximum? metric unavailable?), pending pods, then response times: more pods do not help a slow database.',
    },
    silent: {
      title: 'Pods publish no metrics',
      means:
        'No sample has arrived for minutes. Without the metric the number of pods stays as it is: nothing follows the load now.',
      first:
        "Pods running at all? Then cloudwatch:PutMetricData of the pods' role, the way to CloudWatch (NAT, endpoint, network policy), and the publisher's lines in Puma's log.",
    },
    certificate: {
      title: 'A certificate runs out',
      means:
        'The certificate that pods serve for a component is near its end: it was not renewed, or pods did not take the new version up.',
      first:
        'Look at the versions of its secret in Secrets Manager: none newer means renew it, one newer means look in the log of a pod for why it was not taken.',
    },
    certificateRefused: {
      title: 'A new certificate is refused',
      means:
        'The newest version of a secret cannot be served, or may not be read, so pods go on with the one before it. A new pod will not start with it.',
      first:
        "A pod's log names the secret and the remedy. Put a good version into the secret, or move AWSCURRENT back; pods look again within five minutes.",
    },
    issuer: {
      title: 'A certificate was not issued',
      means: 'The function that renews certificates failed. Pods serve the old one, and its end is weeks away.',
      first:
        "Read the last lines of the function's log: they name the secret, the step and the reason. Then npx cdk-puma-eks cert rotate.",
    },
  };
}

/** The text of an alarm: CloudWatch takes 1,024 characters. */
export function alarmDescription(meaning: Meaning, figures: MeaningFigures): string {
  return `${figures.serviceName}: ${meaning.title}. ${meaning.means} First: ${meaning.first}`;
}

/** The text of a dashboard's widget; what to do first may stand elsewhere. */
export function asMarkdown(list: readonly Meaning[], withFirst: boolean): string {
  return list
    .map(({ title, means, first }) => `**${title}.** ${means}${withFirst ? ` *First:* ${first}` : ''}`)
    .join('\n\n');
}
