/** Proxies in C, where the machine has them: they never look into a body, so they show what bytes alone cost. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { descendants, freePort, isPresent, startService, untilAnswers } from '../processes.ts';
import type { TargetId, TargetStarter } from './target.ts';

interface Balancer {
  readonly id: TargetId & ('haproxy' | 'nginx');
  readonly config: (port: number, providerPort: number, folder: string) => string;
  readonly args: (configPath: string, folder: string) => readonly string[];
}

const BALANCERS: readonly Balancer[] = [
  {
    id: 'haproxy',
    config: (port, providerPort) =>
      [
        'global',
        '  nbthread 1',
        '  maxconn 8192',
        'defaults',
        '  mode http',
        '  timeout connect 5s',
        '  timeout client 120s',
        '  timeout server 120s',
        '  option http-keep-alive',
        '  http-reuse always',
        'frontend in',
        `  bind 127.0.0.1:${port}`,
        '  default_backend provider',
        'backend provider',
        `  server fake 127.0.0.1:${providerPort} pool-max-conn 2048`,
        '',
      ].join('\n'),
    args: (configPath) => ['-db', '-f', configPath],
  },
  {
    id: 'nginx',
    config: (port, providerPort, folder) =>
      [
        'daemon off;',
        'worker_processes 1;',
        `pid ${folder}/nginx.pid;`,
        `error_log ${folder}/nginx-error.log;`,
        'events { worker_connections 8192; }',
        'http {',
        '  access_log off;',
        '  client_max_body_size 64m;',
        '  client_body_buffer_size 16m;',
        `  client_body_temp_path ${folder}/body;`,
        `  proxy_temp_path ${folder}/proxy;`,
        `  fastcgi_temp_path ${folder}/fastcgi;`,
        `  uwsgi_temp_path ${folder}/uwsgi;`,
        `  scgi_temp_path ${folder}/scgi;`,
        '  keepalive_requests 1000000000;',
        '  upstream provider {',
        `    server 127.0.0.1:${providerPort};`,
        '    keepalive 2048;',
        '    keepalive_requests 1000000000;',
        '  }',
        '  server {',
        `    listen 127.0.0.1:${port};`,
        '    location / {',
        '      proxy_pass http://provider;',
        '      proxy_http_version 1.1;',
        '      proxy_set_header Connection "";',
        '      proxy_buffering off;',
        '    }',
        '  }',
        '}',
        '',
      ].join('\n'),
    args: (configPath, folder) => [
      '-p',
      folder,
      '-e',
      `${folder}/nginx-error.log`,
      '-c',
      configPath,
    ],
  },
];

export const balancers: readonly TargetStarter[] = BALANCERS.map(toStarter);

function toStarter(balancer: Balancer): TargetStarter {
  const { id } = balancer;
  return {
    id,
    missing: () => (isPresent(id) ? undefined : `${id} is not on this machine`),
    async start({ providerPort, folder }) {
      const port = await freePort();
      const configPath = path.join(folder, `${id}.conf`);
      writeFileSync(configPath, balancer.config(port, providerPort, folder));
      const args = balancer.args(configPath, folder);
      const service = startService({ name: id, command: id, args, core: 'proxy' });
      await untilAnswers(service, `http://127.0.0.1:${port}/`, {
        timeoutMs: 5_000,
        isAnyStatusGood: true,
      });
      return {
        id,
        port,
        lanes: ['fast'],
        service,
        measuredPids: () => descendants(service.pid),
        headers: () => ({}),
        modelPrefix: () => '',
      };
    },
  };
}
