import { CheckProblem, messageOf } from '../../../errors.ts';
import type { BoundSql } from '../../../logs/source.ts';
import { hidden } from '../../config/secret-name.ts';
import { minLength } from '../../http/secrets.ts';
import type { Settings } from './settings.ts';

/** What PostgreSQL says of an error (its protocol, "Error and Notice Message Fields"). */
type ServerError = Error & {
  readonly code?: string | undefined;
  readonly hint?: string | undefined;
  readonly detail?: string | undefined;
  readonly position?: string | undefined;
};

/** What was going on when something went wrong. */
export type Scene = {
  readonly settings: Settings;
  readonly place: string;
  readonly sql?: BoundSql | undefined;
  readonly statementMs?: number | undefined;
  readonly lockMs?: number | undefined;
};

type Told = { readonly message: string; readonly unblock?: string };

/** Says what an error of the connection or the server means and what to do; the password is in no message. */
export function toProblem(cause: unknown, scene: Scene): CheckProblem {
  if (cause instanceof CheckProblem) return cause;
  const error = withoutPassword(cause as ServerError, scene.settings.password);
  const told = tellServer(error, scene) ?? tellNetwork(error, scene) ?? { message: `${scene.place}: ${error.message}` };
  return new CheckProblem({ status: 'error', ...told }, { cause: error });
}

/** Servers, poolers and libraries write what they like; of what they wrote, the cause keeps what is shown. */
function withoutPassword(cause: ServerError, password: string | undefined): ServerError {
  const hide = (text: string | undefined) =>
    text === undefined || password === undefined || password.length < minLength
      ? text
      : text.replaceAll(password, hidden);
  const { code, position, detail, hint } = cause;
  return Object.assign(new Error(hide(messageOf(cause))), { code, position, detail: hide(detail), hint: hide(hint) });
}

function tellServer(error: ServerError, scene: Scene): Told | undefined {
  const { code } = error;
  if (code === undefined || !isSqlState(code)) return undefined;
  const { place, settings, statementMs = 0, lockMs = 0 } = scene;
  const says = `${error.message}${positionOf(error, scene.sql)}`;
  const server = [error.detail, error.hint].filter((part) => part !== undefined).join('. ');
  const withHint = (unblock: string) => ({ message: says, unblock: server === '' ? unblock : server });
  switch (code) {
    case '28P01':
      return {
        message: `${place} does not accept the password of role "${settings.user}"`,
        unblock: `Look at ${settings.passwordFrom}; a wrong role is told in the same words`,
      };
    case '28000':
      return {
        message: `${place} does not let role "${settings.user}" in: ${error.message}`,
        unblock: /no encryption|SSL off/.test(error.message)
          ? 'The server wants TLS: set sslmode to require, or better verify-full'
          : "The server's pg_hba.conf decides this, by address, database and role: ask who runs it",
      };
    case '3D000':
      return {
        message: `${place}: ${error.message}`,
        unblock: 'Look at the name of the database; psql -l lists those there are',
      };
    case '53300':
      return {
        message: `${place} has no connection left: ${error.message}`,
        unblock:
          'Something holds them all, which may be the incident itself: look at pg_stat_activity with a superuser',
      };
    case '57P03':
      return {
        message: `${place} cannot answer yet: ${error.message}`,
        unblock: 'Wait until it has started, and run this again',
      };
    case '57P01':
    case '57P02':
    case '57P05':
      return { message: `${place} ended the connection: ${error.message}`, unblock: 'Run this again once it is up' };
    case '25P03':
      return { message: `${place} ended the connection: ${error.message}` };
    case '57014':
      return /statement timeout/.test(error.message)
        ? {
            message: `the query did not end within ${seconds(statementMs)}, the statement time-out; the server has stopped it`,
            unblock: 'Ask for less (a WHERE over an indexed column), or give the step a longer `timeout`',
          }
        : { message: `the query was stopped at the server: ${error.message}` };
    case '55P03':
      return {
        message: `the query waited ${seconds(lockMs)} for a lock, the lock time-out; the server has stopped it`,
        unblock:
          "Somebody holds the table, a migration perhaps: select * from pg_stat_activity where wait_event_type = 'Lock' shows who waits",
      };
    case '08P01':
      return /bind message supplies/.test(error.message)
        ? {
            message: `the query has another number of $1, $2 … than values were given: ${error.message}`,
            unblock: 'Give one value for each, in their order (--param)',
          }
        : { message: says };
    case '25006':
      return {
        message: `the query tries to change data, which was refused: ${error.message}`,
        unblock: 'A sql check only reads: write a SELECT',
      };
    case '42501':
      return withHint(`Role "${settings.user}" may not read it: ask for GRANT SELECT, or another role`);
    case '42601':
      return {
        message: /cannot insert multiple commands/.test(error.message)
          ? 'the query is several statements; a sql check asks one'
          : says,
        ...(server === '' ? {} : { unblock: server }),
      };
    case '42P01':
      return withHint('Look at the name and its schema: names without double quotes are lower case');
    case '42703':
      return withHint('Look at the name: names without double quotes are lower case');
    case '53100':
    case '53200':
      return withHint('The server is short of it: ask for less');
    default:
      return { message: says, ...(server === '' ? {} : { unblock: server }) };
  }
}

/** Five characters (PostgreSQL docs, appendix A); a name of the system such as EPIPE has five too. */
function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code);
}

function tellNetwork(error: ServerError, { place, settings }: Scene): Told | undefined {
  const { host, port, sslmode } = settings;
  switch (error.code) {
    case 'ECONNREFUSED':
      return {
        message: `${place} refuses the connection`,
        unblock: `Nothing listens on ${host} port ${port}: look at host and port, and whether the server runs`,
      };
    case 'ENOENT':
      return {
        message: `there is no socket of a PostgreSQL with port ${port} in ${host}`,
        unblock: 'Look at the folder and the port, and whether the server runs',
      };
    case 'ENOTFOUND':
      return { message: `${host} has no address: the name is not known here`, unblock: 'Look at the name of the host' };
    case 'EAI_AGAIN':
      return {
        message: `the name servers do not answer for ${host}`,
        unblock: 'Look at the name servers of this machine',
      };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { message: `there is no way to ${host} from here`, unblock: 'Look at the network, the VPN, the tunnel' };
    case 'EACCES':
      return { message: `the socket in ${host} may not be opened`, unblock: 'Look at the rights of its folder' };
    case 'ECONNRESET':
    case 'EPIPE':
      return {
        message: `${place} broke the connection off`,
        unblock: 'A firewall, a proxy, or the server itself: its log says',
      };
    default:
      break;
  }
  if (/does not support SSL/.test(error.message)) {
    return {
      message: `${place} does not speak TLS, which sslmode ${sslmode} wants`,
      unblock: 'Switch TLS on at the server, or set sslmode to disable where the network is trusted',
    };
  }
  if (/terminated unexpectedly/.test(error.message)) {
    return { message: `${place} closed the connection`, unblock: 'A proxy, or the server itself: its log says why' };
  }
  if (isCertificateError(error)) {
    return {
      message: `the certificate of ${place} is not trusted: ${error.message}`,
      unblock:
        error.code === 'ERR_TLS_CERT_ALTNAME_INVALID'
          ? 'Connect by a name that the certificate has, or set sslmode to verify-ca'
          : 'Give the CA of the server as `ca` (a PEM file)',
    };
  }
  if (/^ERR_SSL|EPROTO/.test(error.code ?? ''))
    return {
      message: `TLS with ${place} failed: ${error.message}`,
      unblock: 'causebook check tls does not know PostgreSQL: try openssl s_client -starttls postgres',
    };
  return undefined;
}

function isCertificateError({ code = '' }: ServerError): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH/.test(code);
}

/** The server counts characters from 1 (code points); people look for line and column. */
function positionOf({ position }: ServerError, sql: BoundSql | undefined): string {
  if (position === undefined || sql === undefined) return '';
  const before = [...sql.text].slice(0, Number(position) - 1).join('');
  const lines = before.split('\n');
  return ` (line ${lines.length}, column ${[...(lines.at(-1) ?? '')].length + 1} of the query)`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
