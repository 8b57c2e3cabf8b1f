import type { AwsCalls, Json } from './aws-calls';
import { asApi, wafCall } from './moto-waf';

const ELB = 'AWS::ElasticLoadBalancingV2::';

/** A template's edge made by calls of APIs, and what of it came back. */
export interface Replay {
  /** Properties and attributes that came back as they were given. */
  readonly equal: number;
  /** Those that did not come back, or were refused for what they are called: `LoadBalancer attribute x`. */
  readonly unsupported: readonly string[];
  /** Those that came back otherwise. */
  readonly different: readonly string[];
}

/**
 * Makes the load balancers, listeners, rules, target groups and associations of a template by calls of the ELBv2 and WAFv2 APIs,
 * as CloudFormation would, and reads each back. Network, certificates and web ACLs are made anew and put in the place of what
 * the template names.
 */
export class EdgeReplay {
  private readonly made = new Map<string, string>();
  private readonly arns = new Map<string, string>();
  private readonly unsupported = new Set<string>();
  private readonly different: string[] = [];
  private equal = 0;

  constructor(
    private readonly aws: AwsCalls,
    private readonly template: Json,
  ) {}

  public async run(): Promise<Replay> {
    await this.network();
    for (const [id, given] of this.resources('TargetGroup')) await this.targetGroup(id, given);
    for (const [id, given] of this.resources('LoadBalancer')) await this.loadBalancer(id, given);
    for (const [id, given] of this.resources('Listener')) await this.listener(id, given);
    for (const [id, given] of this.resources('ListenerCertificate')) await this.certificates(id, given);
    for (const [id, given] of this.resources('ListenerRule')) await this.rule(id, given);
    for (const [id, given] of this.resources('WebACLAssociation', 'AWS::WAFv2::')) await this.association(id, given);
    return { equal: this.equal, unsupported: [...this.unsupported].sort(), different: this.different };
  }

  private resources(kind: string, prefix = ELB): [string, Json][] {
    return Object.entries(this.template.Resources as Json)
      .filter(([, { Type }]) => Type === prefix + kind)
      .map(([id, { Properties }]) => [id, Properties as Json]);
  }

  private elb(operation: string, input: Json): Promise<Json> {
    return this.aws.call('elbv2', operation, input);
  }

  /** A VPC in place of the template's, with what a load balancer stands in. */
  private async network(): Promise<void> {
    const ec2 = (operation: string, input: Json): Promise<Json> => this.aws.call('ec2', operation, input);
    const { Vpc } = await ec2('CreateVpc', { CidrBlock: '10.99.0.0/16' });
    this.made.set('vpc', Vpc.VpcId as string);
    const { AvailabilityZones: zones } = await ec2('DescribeAvailabilityZones', {});
    for (const [i, { ZoneName }] of (zones as Json[]).slice(0, 3).entries()) {
      const input = { VpcId: Vpc.VpcId, CidrBlock: `10.99.${i}.0/24`, AvailabilityZone: ZoneName };
      this.made.set(`subnet${i}`, (await ec2('CreateSubnet', input)).Subnet.SubnetId as string);
    }
    const group = await ec2('CreateSecurityGroup', { VpcId: Vpc.VpcId, GroupName: 'edge', Description: 'edge' });
    this.made.set('group', group.GroupId as string);
  }

  private async targetGroup(id: string, given: Json): Promise<void> {
    const { TargetGroupAttributes, ...properties } = this.resolved(given);
    const input = { Name: nameOf(id), ...properties, VpcId: this.made.get('vpc') };
    const arn = (await this.elb('CreateTargetGroup', input)).TargetGroups[0].TargetGroupArn as string;
    this.made.set(id, arn);
    const { TargetGroups } = await this.elb('DescribeTargetGroups', { TargetGroupArns: [arn] });
    await this.compare('TargetGroup', arn, input, TargetGroups[0] as Json);
    await this.attributes('TargetGroup', arn, TargetGroupAttributes as Json[]);
  }

  private async loadBalancer(id: string, given: Json): Promise<void> {
    const { LoadBalancerAttributes, MinimumLoadBalancerCapacity, ...properties } = this.resolved(given);
    const subnets = (properties.Subnets as string[]).map((_, i) => this.made.get(`subnet${i}`));
    const input = { Name: nameOf(id), ...properties, Subnets: subnets, SecurityGroups: [this.made.get('group')] };
    const arn = (await this.elb('CreateLoadBalancer', input)).LoadBalancers[0].LoadBalancerArn as string;
    this.made.set(id, arn);
    const { LoadBalancers } = await this.elb('DescribeLoadBalancers', { LoadBalancerArns: [arn] });
    const { AvailabilityZones, ...found } = LoadBalancers[0] as Json;
    await this.compare('LoadBalancer', arn, input, {
      ...found,
      Subnets: (AvailabilityZones as Json[]).map(({ SubnetId }) => SubnetId as string),
    });
    await this.attributes('LoadBalancer', arn, LoadBalancerAttributes as Json[]);
    if (MinimumLoadBalancerCapacity === undefined) return;
    const name = 'LoadBalancer MinimumLoadBalancerCapacity';
    try {
      await this.elb('ModifyCapacityReservation', { LoadBalancerArn: arn, MinimumLoadBalancerCapacity });
    } catch (error) {
      if (!(error as Error).message.includes('Internal Server Error')) throw error;
      this.unsupported.add(`${name} (refused)`);
      return;
    }
    const reservation = await this.elb('DescribeCapacityReservation', { LoadBalancerArn: arn });
    this.check(name, MinimumLoadBalancerCapacity, reservation.MinimumLoadBalancerCapacity);
  }

  private async listener(id: string, given: Json): Promise<void> {
    const { ListenerAttributes, ...properties } = this.resolved(given);
    const input = { ...properties, ...(await this.issued(properties)) };
    const arn = (await this.elb('CreateListener', input)).Listeners[0].ListenerArn as string;
    this.made.set(id, arn);
    const { Listeners } = await this.elb('DescribeListeners', { ListenerArns: [arn] });
    await this.compare('Listener', arn, input, Listeners[0] as Json);
    await this.attributes('Listener', arn, ListenerAttributes as Json[]);
  }

  private async certificates(_: string, given: Json): Promise<void> {
    const { ListenerArn, ...properties } = this.resolved(given);
    const { Certificates } = await this.issued(properties);
    await this.elb('AddListenerCertificates', { ListenerArn, Certificates });
    const found = (await this.elb('DescribeListenerCertificates', { ListenerArn })).Certificates as Json[];
    const arns = found.map(({ CertificateArn }) => CertificateArn as string);
    const wanted = (Certificates as Json[]).map(({ CertificateArn }) => CertificateArn as string);
    this.check(
      'ListenerCertificate Certificates',
      wanted,
      arns.filter((arn) => wanted.includes(arn)),
    );
  }

  private async rule(id: string, given: Json): Promise<void> {
    const input = this.resolved(given);
    const arn = (await this.elb('CreateRule', input)).Rules[0].RuleArn as string;
    this.made.set(id, arn);
    const [found] = (await this.elb('DescribeRules', { RuleArns: [arn] })).Rules as Json[];
    const { ListenerArn, ...rest } = input;
    const { Rules } = await this.elb('DescribeRules', { ListenerArn });
    this.check(
      'ListenerRule ListenerArn',
      true,
      (Rules as Json[]).some(({ RuleArn }) => RuleArn === arn),
    );
    await this.compare('ListenerRule', arn, { ...rest, Priority: `${rest.Priority}` }, found);
  }

  private async association(_: string, given: Json): Promise<void> {
    const [id] = (given.WebACLArn as Json)['Fn::GetAtt'] as string[];
    // What the web ACL holds is compared elsewhere; here it is the one that the load balancer gets.
    const acl = asApi({ ...(this.template.Resources[id].Properties as Json), Name: `edge-${this.made.get('vpc')}` });
    const WebACLArn = (await wafCall(this.aws.url, 'CreateWebACL', acl)).Summary.ARN as string;
    const { ResourceArn } = this.resolved(given);
    await this.aws.call('wafv2', 'AssociateWebACL', { WebACLArn, ResourceArn });
    const { WebACL } = await this.aws.call('wafv2', 'GetWebACLForResource', { ResourceArn });
    this.check('WebACLAssociation WebACLArn', WebACLArn, WebACL?.ARN);
    this.check('WebACLAssociation Rules', (acl.Rules as Json[]).length, WebACL?.Rules?.length);
  }

  /** Certificates that exist in place of those that the template names. */
  private async issued({ Certificates }: Json): Promise<Json> {
    if (Certificates === undefined) return {};
    const arns: Json[] = [];
    for (const { CertificateArn } of Certificates as Json[]) {
      const known = this.arns.get(CertificateArn as string);
      const arn =
        known ??
        ((await this.aws.call('acm', 'RequestCertificate', { DomainName: 'example.com' })).CertificateArn as string);
      this.arns.set(CertificateArn as string, arn);
      arns.push({ CertificateArn: arn });
    }
    return { Certificates: arns };
  }

  private async compare(kind: string, arn: string, given: Json, found: Json): Promise<void> {
    for (const [name, value] of Object.entries(given)) {
      if (name === 'Tags') {
        const { TagDescriptions } = await this.elb('DescribeTags', { ResourceArns: [arn] });
        this.check(`${kind} Tags`, value, TagDescriptions[0].Tags);
      } else {
        this.check(`${kind} ${name}`, value, found[FOUND_AS[`${kind} ${name}`] ?? name]);
      }
    }
  }

  /** One by one, so that one which the stand-in does not know hides no other. */
  private async attributes(kind: string, arn: string, given: readonly Json[] = []): Promise<void> {
    const input = { [`${kind}Arn`]: arn };
    for (const attribute of given) {
      try {
        await this.elb(`Modify${kind}Attributes`, { ...input, Attributes: [attribute] });
      } catch (error) {
        if (!(error as Error).message.includes('not valid')) throw error;
        this.unsupported.add(`${kind} attribute ${attribute.Key} (refused)`);
      }
    }
    const found = (await this.elb(`Describe${kind}Attributes`, input)).Attributes as Json[];
    for (const { Key, Value } of given) {
      const name = `${kind} attribute ${Key}`;
      if (this.unsupported.has(`${name} (refused)`)) continue;
      this.check(name, Value, found.find((attribute) => attribute.Key === Key)?.Value);
    }
  }

  private check(name: string, given: unknown, found: unknown): void {
    if (found === undefined) this.unsupported.add(`${name} (not kept)`);
    else if (JSON.stringify(sorted(given)) === JSON.stringify(sorted(found))) this.equal += 1;
    else this.different.push(`${name}: ${JSON.stringify(given)} came back as ${JSON.stringify(found)}`);
  }

  /** Properties with references replaced: by what was made for them, or by text that stands for what has no part in this. */
  private resolved(given: Json): Json {
    const replace = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(replace);
      if (typeof value !== 'object' || value === null) return value;
      const [[name, argument]] = Object.entries(value).slice(0, 1) as [string, unknown][];
      if (name === 'Ref') return this.made.get(argument as string) ?? `ref-${(argument as string).toLowerCase()}`;
      if (name?.startsWith('Fn::'))
        return `value-of-${[argument]
          .flat(3)
          .filter((part) => typeof part === 'string')
          .join('-')
          .toLowerCase()}`;
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replace(member)]));
    };
    return replace(given) as Json;
  }
}

/** Properties that are read back under another name. */
const FOUND_AS: Record<string, string> = {
  'LoadBalancer Name': 'LoadBalancerName',
  'TargetGroup Name': 'TargetGroupName',
};

function nameOf(id: string): string {
  return id.slice(-32).replace(/^-|-$/g, '');
}

/** With keys in order, and without what is empty on one side only. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
