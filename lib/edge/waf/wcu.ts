import { WCU } from '../../model/waf';
import type { Statement } from './statement';

/**
 * Capacity units of a statement by AWS's published costs. For a whole web ACL the sum is an upper bound: AWS may charge
 * once for a transformation that several statements share.
 */
export function wcuOf(statement: Statement | undefined): number {
  switch (statement?.kind) {
    case undefined:
      return 0;
    case 'bytes':
      return WCU.byteMatch[statement.position] + statement.transformations.length * WCU.textTransformation;
    case 'regex':
      return WCU.regexMatch + statement.transformations.length * WCU.textTransformation;
    case 'asn':
      return WCU.asnMatch;
    case 'country':
      return WCU.geoMatch;
    case 'label':
      return WCU.labelMatch;
    case 'ipSet':
      return WCU.ipSetMatch + (statement.forwardedIp?.position === 'ANY' ? WCU.ipSetAnyPosition : 0);
    case 'all':
    case 'any':
      return WCU.logical + statement.of.reduce((sum, one) => sum + wcuOf(one), 0);
    case 'not':
      return WCU.logical + wcuOf(statement.of);
  }
}
