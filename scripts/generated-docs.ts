import type { IngressFeature } from '../lib/edge/ingress/features';
import { EDGE_FEATURES } from '../lib/edge/ingress/features';
import { ROUTE_FEATURES, SERVICE_FEATURES } from '../lib/edge/ingress/route-features';
import { BlastLimits } from '../lib/model/blast';
import { Capacity } from '../lib/model/capacity';
import { renderExplanation } from '../lib/model/explanation-table';
import { DEFAULT_POD_RANGE } from '../lib/model/scaling';
import { Timing } from '../lib/model/timing';
import { TIMING_RULES } from '../lib/model/timing-rules';
import { errorCatalogue, warningCatalogue } from './error-catalogue';
import { campaignDrawing, scalingDoc } from './scaling-doc';

export interface GeneratedDoc {
  readonly file: string;
  readonly text: string;
}

/** Figures that the README shows; docs/timing.md has all. */
const README_FIGURES = [
  'idleTimeoutSeconds',
  'slowestRequestSeconds',
  'persistentTimeoutSeconds',
  'firstDataTimeoutSeconds',
  'preStopSeconds',
  'workerShutdownTimeoutSeconds',
  'forceShutdownAfterSeconds',
  'terminationGracePeriodSeconds',
  'deregistrationDelaySeconds',
];

/** Every file, or part of a file, that is written from the sources. */
export function generatedDocs(read: (file: string) => string): GeneratedDoc[] {
  const figures = Timing.derive().explain();
  const readmeTable = renderExplanation(figures.filter(({ name }) => README_FIGURES.includes(name)));
  const example = `\`\`\`ts\n${read('examples/minimal/app.ts')}\`\`\`\n`;
  return [
    { file: 'README.md', text: between(between(read('README.md'), 'timing', readmeTable), 'example', example) },
    { file: 'docs/timing.md', text: timingDoc() },
    { file: 'docs/scaling.md', text: scalingDoc() },
    { file: 'docs/campaign.svg', text: campaignDrawing() },
    { file: 'docs/errors.md', text: errorsDoc() },
    { file: 'docs/ingress.md', text: ingressDoc() },
  ];
}

/** Replaces what stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. */
function between(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no ${begin} ... ${end} to write into`);
  return `${text.slice(0, from + begin.length)}\n${content}${text.slice(to)}`;
}

function timingDoc(): string {
  const timing = Timing.derive();
  return `# Timing and capacity

Written by \`npm run docs\` from \`lib/model/\`; \`cdk-puma-eks explain --config FILE\` prints the same for a configuration of yours.

## Timeouts, by default

${renderExplanation(timing.explain())}
## How a pod ends, by default

${renderExplanation(timing.explainTermination())}
## What is checked

A configuration that breaks one of these is refused at synth.

| rule | must hold | because |
| --- | --- | --- |
${TIMING_RULES.map(({ code, left, relation, rightText, why }) => row(`\`${code}\``, `\`${left} ${relation} ${rightText}\``, why)).join('\n')}

## Capacity of one pod, by default

An upper bound, which holds while requests mostly wait for others: threads of one worker share Ruby's lock.

${renderExplanation(Capacity.derive().explain())}
## Blast protection, by default

Limits of \`BlastProtection.forLinkScanners\` in front of three pods: each step counts until it is told to block.

${renderExplanation(BlastLimits.derive({ capacity: Capacity.derive({ pods: DEFAULT_POD_RANGE.minPods }) }).explain())}`;
}

function errorsDoc(): string {
  return `# Errors and warnings

Written by \`npm run docs\` from the sources. Each code has the prefix \`cdk-puma-eks:\`.

## Errors

An error stops synth. Its message says where the value stands, what was given, what is allowed, and why.

| code | why |
| --- | --- |
${errorCatalogue()
  .map(({ code, why }) => row(`<a id="${code.toLowerCase()}"></a>\`${code}\``, prose(why)))
  .join('\n')}

## Warnings

A warning is printed, and stops synth only under \`cdk synth --strict\`. Acknowledge what you have weighed:
\`Annotations.of(construct).acknowledgeWarning('cdk-puma-eks:<id>', reason)\`.

| id | what it says |
| --- | --- |
${warningCatalogue()
  .map(({ id, message }) => row(`\`${id}\``, prose(message)))
  .join('\n')}
`;
}

function ingressDoc(): string {
  return `# An edge that the cluster's controller makes

Written by \`npm run docs\` from \`lib/edge/ingress/\`.

By default CDK makes the load balancer (\`PumaEdge\`). Where the cluster's controller owns its load balancers, \`IngressEdge\` takes the same
props and renders an \`Ingress\` for each component: with annotations for the AWS Load Balancer Controller (2.13 or later), or under a class of
its own with EKS Auto Mode. [examples/ingress](../examples/ingress/app.ts) is a service behind one.

What it cannot do is refused at synth, with the code below. Annotations are given without their prefix \`alb.ingress.kubernetes.io/\`; fields of a
\`spec\` are those of EKS Auto Mode's \`IngressClassParams\`. Every annotation of a load balancer stands on every Ingress of the group with the same
value, as the controller demands: two edges of one \`groupName\` must agree.

## The edge

${featureTable(Object.entries(EDGE_FEATURES))}

## A route

${featureTable(Object.entries(ROUTE_FEATURES))}

## The rest

${featureTable(SERVICE_FEATURES.map((feature) => ['', feature]))}
`;
}

function featureTable(features: (readonly [string, IngressFeature])[]): string {
  const named = features.some(([prop]) => prop !== '');
  const cells = ([prop, { feature, cdk, ingress, refused }]: readonly [string, IngressFeature]): string[] => [
    ...(named ? [`\`${prop}\``] : []),
    feature,
    cdk,
    refused === undefined ? ingress : `${ingress} ([${refused}](errors.md#${refused.toLowerCase()}))`,
  ];
  const head = [...(named ? ['prop'] : []), 'what', '`PumaEdge`', '`IngressEdge`'];
  return [row(...head), row(...head.map(() => '---')), ...features.map((feature) => row(...cells(feature)))].join('\n');
}

/** A message as Markdown shows it: outside code `<account>` would be a tag, and `_SK_` emphasis. */
function prose(message: string): string {
  return message
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 ? part : part.replace(/</g, '&lt;').replace(/\*|(?<![a-z\d])_|_(?![a-z\d])/gi, '\\$&')))
    .join('');
}

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
}
