import { refuse } from './errors';

/** `arn:<partition>:kms:<region>:<account>:key/<id>`; a multi-Region key's id begins with `mrk-` [AWS KMS, key ids]. */
const KEY_ARN = /^arn:(aws[a-z-]*):kms:([a-z0-9-]+):(\d{12}):key\/([A-Za-z0-9-]+)$/;

/** Refuses what is no ARN of a KMS key in the Region that it is listed under. */
export function checkKeyArnInRegion(path: string, region: string, arn: string): void {
  const parts = KEY_ARN.exec(arn);
  if (parts === null) {
    refuse({
      code: 'KeyArnInvalid',
      path,
      given: arn,
      allowed: `the ARN of a KMS key, such as arn:aws:kms:${region}:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab`,
      why: 'Asherah names its keys by ARN, and IAM grants nothing on an alias',
    });
  }
  if (parts[2] !== region) {
    refuse({
      code: 'KeyArnInAnotherRegion',
      path,
      given: arn,
      allowed: `the ARN of a key in ${region}`,
      why: "Asherah calls KMS in the Region that the entry names, and KMS there does not know another Region's key",
    });
  }
}

/** Refuses what is no ARN of the KMS key that encrypts a certificate's secret. */
export function checkCertificateKeyArn(path: string, given: string): void {
  if (KEY_ARN.test(given)) return;
  refuse({
    code: 'CertificateKeyArnInvalid',
    path,
    given,
    allowed:
      'the ARN of a KMS key, such as arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    why: 'the pods are allowed to decrypt with this one key, and IAM grants nothing on an alias',
  });
}

/** Refuses an alias where a key is needed. Works on ARNs that hold tokens: the text around them is enough. */
export function checkNoAlias(path: string, keyArn: string): void {
  if (!keyArn.includes(':alias/')) return;
  refuse({
    code: 'KeyIsAlias',
    path,
    given: keyArn,
    allowed: 'a customer managed key itself: kms.Key, or Key.fromKeyArn()',
    why: "IAM grants nothing on an alias's ARN, and an AWS managed key (alias/aws/...) has a key policy that nobody can change",
  });
}
