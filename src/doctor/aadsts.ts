import { type Finding, problem } from './findings.ts';
import { GUIDE, type GuideStep } from './guide.ts';

/** The settings that a refusal is about, by the names they have. */
export interface RefusedSettings {
  readonly id: string;
  readonly secret: string;
  readonly certificate: string;
  readonly tenant: string;
}

interface Meaning {
  readonly text: string;
  readonly fix: string;
  readonly step: GuideStep;
}

/** Numbers: Entra's published AADSTS error codes. */
function meaningOf(
  number: number,
  { id, secret, certificate, tenant }: RefusedSettings,
): Meaning | undefined {
  const { application, credential, permissions, settings } = GUIDE;
  const overview = "the application's Overview page in the Entra admin center";
  switch (number) {
    case 90002:
    case 900023:
      return {
        text: 'There is no such tenant.',
        fix: `Copy the Directory (tenant) ID from ${overview} into ${tenant}.`,
        step: settings,
      };
    case 700016:
      return {
        text: 'The tenant has no such application.',
        fix: `Compare ${id} with the Application (client) ID, and ${tenant} with the Directory (tenant) ID, on ${overview}.`,
        step: application,
      };
    case 7000229:
      return {
        text: 'The application has no service principal in the tenant.',
        fix: `Run "az ad sp create --id" with the value of ${id}.`,
        step: application,
      };
    case 7000112:
      return {
        text: 'The application is disabled.',
        fix: 'Enable it under Enterprise applications, Properties.',
        step: application,
      };
    case 7000215:
      return {
        text: 'The client secret is wrong.',
        fix: `Write the secret's Value into ${secret}, not its Secret ID. The portal shows the Value only once: if you have lost it, make a new secret.`,
        step: credential,
      };
    case 7000222:
      return {
        text: 'The client secret has expired.',
        fix: `Make a new secret and write its Value into ${secret}.`,
        step: credential,
      };
    case 700027:
      return {
        text: 'The certificate is not registered for the application.',
        fix: `Upload the certificate from the file that ${certificate} names.`,
        step: credential,
      };
    case 700024:
      return {
        text: 'Microsoft Entra says that the application’s proof is too old or from the future.',
        fix: "Set this machine's clock to the right time.",
        step: credential,
      };
    case 70021:
    case 700211:
    case 700212:
    case 700213:
      return {
        text: 'The application does not trust this federated or managed identity.',
        fix: 'Open its federated credential. Of a managed identity, compare the issuer with the tenant, and the subject with the identity’s object (principal) id. Of a token in a file, compare issuer, subject and audience with those in the token.',
        step: credential,
      };
    case 50011:
      return {
        text: 'The redirect URI is not registered.',
        fix: 'Add it, with the platform Web, on the Authentication page of the application.',
        step: application,
      };
    case 500011:
    case 650052:
      return {
        text: 'This tenant doesn’t know Azure DevOps.',
        fix: 'Connect an organization of Azure DevOps to the tenant, and let someone open it once.',
        step: permissions,
      };
    case 65005:
    case 650056:
    case 650057:
      return {
        text: 'The application has no permissions for Azure DevOps.',
        fix: 'Add vso.pats, vso.pats_manage and vso.profile under API permissions, and grant admin consent.',
        step: permissions,
      };
    case 53003:
      return {
        text: 'A Conditional Access policy blocks the application.',
        fix: 'Ask the administrators of Conditional Access to allow this service principal from this machine.',
        step: credential,
      };
    default:
      return undefined;
  }
}

/**
 * The finding for a refusal of Entra. It leaves out Entra's own sentences, because they name people and may quote the
 * request.
 */
export function refusedByEntra(what: string, number: number | undefined, names: RefusedSettings): Finding {
  if (number === undefined)
    return problem(
      what,
      'Microsoft Entra refuses, but gives no error number.',
      'Check the settings again.',
      GUIDE.settings,
    );
  const { text, fix, step } = meaningOf(number, names) ?? {
    text: 'Microsoft Entra refuses.',
    fix: `Read what it means at https://login.microsoftonline.com/error?code=${number}.`,
  };
  return problem(what, `${text.replace(/\.$/, '')} (AADSTS${number}).`, fix, step);
}
