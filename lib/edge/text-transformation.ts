/**
 * What AWS WAF does to a part of a request before it compares it or counts by it: without it, an attacker who writes the
 * same value in another way is counted anew.
 */
export enum TextTransformation {
  /** `A` to `Z` become `a` to `z`. */
  LOWERCASE = 'LOWERCASE',
  /** `%41` becomes `A`. */
  URL_DECODE = 'URL_DECODE',
  /** Like `URL_DECODE`, with Microsoft's `%u0041` as well. */
  URL_DECODE_UNI = 'URL_DECODE_UNI',
  /** `//a/./b/../c` becomes `/a/c`. */
  NORMALIZE_PATH = 'NORMALIZE_PATH',
  /** Like `NORMALIZE_PATH`, with backslashes taken for slashes. */
  NORMALIZE_PATH_WIN = 'NORMALIZE_PATH_WIN',
  /** Runs of white space become one space. */
  COMPRESS_WHITE_SPACE = 'COMPRESS_WHITE_SPACE',
  /** NUL bytes are left out. */
  REMOVE_NULLS = 'REMOVE_NULLS',
  /** NUL bytes become spaces. */
  REPLACE_NULLS = 'REPLACE_NULLS',
  /** `&lt;` becomes `<`. */
  HTML_ENTITY_DECODE = 'HTML_ENTITY_DECODE',
  /** Base64 is decoded; what is no Base64 is left as it is. */
  BASE64_DECODE = 'BASE64_DECODE',
  /** Base64 is decoded, passing over characters that do not belong. */
  BASE64_DECODE_EXT = 'BASE64_DECODE_EXT',
  /** Pairs of hexadecimal digits become bytes. */
  HEX_DECODE = 'HEX_DECODE',
  /** The value's MD5 digest. */
  MD5 = 'MD5',
  /** C-style escape sequences are decoded. */
  ESCAPE_SEQ_DECODE = 'ESCAPE_SEQ_DECODE',
  /** CSS escapes are decoded. */
  CSS_DECODE = 'CSS_DECODE',
  /** JavaScript escapes are decoded. */
  JS_DECODE = 'JS_DECODE',
  /** SQL hexadecimal literals are decoded. */
  SQL_HEX_DECODE = 'SQL_HEX_DECODE',
  /** C-style comments become a space. */
  REPLACE_COMMENTS = 'REPLACE_COMMENTS',
  /** What a command line would make of it: quotes and carets go, commas and semicolons become spaces, lower case. */
  CMD_LINE = 'CMD_LINE',
  /** UTF-8 sequences become `%uXXXX`. */
  UTF8_TO_UNICODE = 'UTF8_TO_UNICODE',
  /** `a` to `z` become `A` to `Z`. */
  UPPERCASE = 'UPPERCASE',
  /** White space is left out, wherever it is. */
  REMOVE_WHITESPACE = 'REMOVE_WHITESPACE',
  /** White space at both ends is left out. */
  TRIM = 'TRIM',
  /** White space at the beginning is left out. */
  TRIM_LEFT = 'TRIM_LEFT',
  /** White space at the end is left out. */
  TRIM_RIGHT = 'TRIM_RIGHT',
  /** What begins and ends comments is left out, and what stands between stays. */
  REMOVE_COMMENTS_CHAR = 'REMOVE_COMMENTS_CHAR',
  /** Like `CMD_LINE`, for the command line of Windows. */
  CMD_LINE_WIN = 'CMD_LINE_WIN',
  /** Like `CMD_LINE`, for shells of Unix. */
  CMD_LINE_UNIX = 'CMD_LINE_UNIX',
  /** Like `JS_DECODE`, for further escapes. */
  JS_DECODE_EXT = 'JS_DECODE_EXT',
  /** The value's SHA-256 digest. */
  SHA256 = 'SHA256',
}
