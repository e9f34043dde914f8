/** What is done with an option of curl. `value` says whether a value follows it. */
export type CurlOption = {
  readonly name: string;
  readonly value: boolean;
  readonly use: 'taken' | 'ignored' | 'unknown';
};

const taken = {
  flags: 'L location,I head,G get,k insecure,4 ipv4,6 ipv6,g globoff,compressed,http1.1,http2',
  values:
    'X request,H header,url,d data,data-ascii,data-raw,data-binary,data-urlencode,json,u user,A user-agent,e referer,b cookie,' +
    'm max-time,connect-timeout,cacert,E cert,key,pass,x proxy,U proxy-user,noproxy,resolve,connect-to,retry,retry-delay,' +
    'max-redirs,unix-socket,oauth2-bearer,r range',
};

/** They change what curl shows or keeps, not what it sends. */
const ignored = {
  flags:
    's silent,S show-error,v verbose,i include,f fail,fail-with-body,fail-early,# progress-bar,N no-buffer,q disable,O remote-name,' +
    'J remote-header-name,basic,tcp-nodelay,no-keepalive,no-progress-meter,no-sessionid,ssl-no-revoke,ssl-reqd,tlsv1,tlsv1.2,' +
    'styled-output,retry-connrefused,retry-all-errors,create-dirs,xattr,alpn,no-styled-output',
  values:
    'o output,w write-out,D dump-header,c cookie-jar,trace,trace-ascii,stderr,output-dir,keepalive-time,retry-max-time,limit-rate',
};

/** They change what is sent, in ways that are not known here; listed so that their values are not taken for URLs. */
const unknown = {
  values:
    'F form,form-string,T upload-file,K config,interface,aws-sigv4,socks4,socks4a,socks5,socks5-hostname,preproxy,proxy-header,' +
    'proxy-cacert,proxy-cert,proxy-key,proxy-pass,ciphers,tls13-ciphers,curves,tls-max,cert-type,key-type,engine,pinnedpubkey,' +
    'dns-servers,dns-interface,local-port,capath,crlfile,z time-cond,C continue-at,Q quote,Y speed-limit,y speed-time,max-filesize,' +
    'request-target,abstract-unix-socket,proto,proto-default,proto-redir,expect100-timeout,haproxy-clientip,url-query,variable,' +
    'netrc-file,login-options,delegation,service-name,etag-compare,etag-save,happy-eyeballs-timeout-ms,doh-url,tls-max,t telnet-option',
};

const table = new Map<string, CurlOption>();
const add = (list: string, kind: Pick<CurlOption, 'value' | 'use'>) => {
  for (const entry of list.split(',')) {
    const [short = '', name = short] = entry.split(' ');
    const option = { name, ...kind };
    table.set(`--${name}`, option);
    if (short !== name) table.set(`-${short}`, option);
  }
};
add(taken.flags, { value: false, use: 'taken' });
add(taken.values, { value: true, use: 'taken' });
add(ignored.flags, { value: false, use: 'ignored' });
add(ignored.values, { value: true, use: 'ignored' });
add(unknown.values, { value: true, use: 'unknown' });

/** Looks an option up as it was typed: `-L` or `--location`. */
export function findCurlOption(typed: string): CurlOption {
  return table.get(typed) ?? { name: typed.replace(/^-+/, ''), value: false, use: 'unknown' };
}
