import { createHash } from 'node:crypto';
import { refuse } from '../model/errors';
import { WAF } from '../model/waf';
import { known } from './waf/checks';

/**
 * What a blocked client reads: 1 byte to 4 KB of UTF-8 (`BlockedBodySizeInvalid`). The same body in several rules is stored once in the web ACL.
 */
export class BlockedBody {
  /** Plain text. */
  public static text(content: string): BlockedBody {
    return new BlockedBody('TEXT_PLAIN', content);
  }

  /** HTML. */
  public static html(content: string): BlockedBody {
    return new BlockedBody('TEXT_HTML', content);
  }

  /** JSON, already serialized. Throws `BlockedBodyNotJson`. */
  public static json(content: string): BlockedBody {
    try {
      JSON.parse(known('BlockedBody.json(content)', content));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      refuse({
        code: 'BlockedBodyNotJson',
        path: 'BlockedBody.json(content)',
        given: content,
        allowed: 'one serialized JSON value',
        why: 'it is sent as application/json, and clients will parse it',
      });
    }
    return new BlockedBody('APPLICATION_JSON', content);
  }

  /** Key of the body in the web ACL. @internal */
  public readonly _key: string;

  private constructor(
    /** @internal */
    public readonly _contentType: string,
    /** @internal */
    public readonly _content: string,
  ) {
    const bytes = Buffer.byteLength(known('BlockedBody', _content), 'utf8');
    if (bytes < 1 || bytes > WAF.responseBodyBytes) {
      refuse({
        code: 'BlockedBodySizeInvalid',
        path: 'BlockedBody',
        given: `${bytes} bytes`,
        allowed: `1 to ${WAF.responseBodyBytes} bytes of UTF-8`,
        why: 'AWS WAF stores no larger custom response body',
      });
    }
    this._key = `blocked-${createHash('sha256').update(`${_contentType}\n${_content}`).digest('hex').slice(0, 12)}`;
  }
}
