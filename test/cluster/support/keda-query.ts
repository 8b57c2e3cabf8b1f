import { createContext, runInContext } from 'node:vm';
import type { KedaTrigger, ScaledObject } from '../../../lib/scaling/scaled-object';
import { REGION } from '../../support/moto';

const AUTHORIZATION = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20250101/${REGION}/monitoring/aws4_request, SignedHeaders=host, Signature=0`;

/**
 * What KEDA tells the HPA of a ScaledObject at this moment: each trigger's own query, then the formula; undefined where a
 * query finds nothing. Source: KEDA 2.21, `pkg/scalers/aws_cloudwatch_scaler.go` and `pkg/scaling/modifiers`.
 */
export async function kedaValue(
  { spec }: ScaledObject,
  endpoint: string,
  now = Date.now(),
): Promise<number | undefined> {
  const names = spec.triggers.map(({ name }) => name!);
  const values = await Promise.all(spec.triggers.map(async (trigger) => newest(trigger, endpoint, now)));
  if (values.includes(undefined)) return undefined;
  const variables = Object.fromEntries(names.map((name, i) => [name, values[i]]));
  const result = runInContext(spec.advanced.scalingModifiers!.formula, createContext({ ...variables, max: Math.max }));
  return Math.trunc(Number(result) * 1000) / 1000;
}

async function newest({ metadata }: KedaTrigger, endpoint: string, now: number): Promise<number | undefined> {
  const period = Number(metadata.metricStatPeriod) * 1000;
  const end = Math.floor((now - Number(metadata.metricEndTimeOffset) * 1000) / period) * period;
  const start = end - Number(metadata.metricCollectionTime) * 1000;
  const query = 'MetricDataQueries.member.1';
  const fields = new URLSearchParams({
    ...{ Action: 'GetMetricData', Version: '2010-08-01', ScanBy: 'TimestampDescending' },
    ...{ StartTime: new Date(start).toISOString(), EndTime: new Date(end).toISOString() },
    [`${query}.Id`]: 'c1',
    [`${query}.ReturnData`]: 'true',
    [`${query}.MetricStat.Period`]: metadata.metricStatPeriod,
    [`${query}.MetricStat.Stat`]: metadata.metricStat,
    [`${query}.MetricStat.Metric.Namespace`]: metadata.namespace,
    [`${query}.MetricStat.Metric.MetricName`]: metadata.metricName,
    [`${query}.MetricStat.Metric.Dimensions.member.1.Name`]: metadata.dimensionName,
    [`${query}.MetricStat.Metric.Dimensions.member.1.Value`]: metadata.dimensionValue,
  });
  const answer = await fetch(endpoint, { method: 'POST', body: fields, headers: { authorization: AUTHORIZATION } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`GetMetricData failed: ${text}`);
  const value = /<Values>\s*<member>([^<]+)</.exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}
