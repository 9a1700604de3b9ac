import type { FastifyRequest, RouteOptions } from 'fastify';
import { Problem } from './problem.ts';

/** Which methods an address takes: what a 405 needs, and the router only says that it found nothing. */
export class AllowedMethods {
  readonly #routes: { url: RegExp; methods: Set<string> }[] = [];

  /** Called for every route as it is added. */
  add({ url, method }: Pick<RouteOptions, 'url' | 'method'>): void {
    const pattern = url
      .split('/')
      .map((step) => (step.startsWith(':') ? '[^/]+' : step === '*' ? '.*' : RegExp.escape(step)))
      .join('/');
    this.#routes.push({ url: new RegExp(`^${pattern}$`), methods: new Set(Array.isArray(method) ? method : [method]) });
  }

  of(url: string): readonly string[] {
    const [path = ''] = url.split('?');
    const methods = this.#routes.filter((route) => route.url.test(path)).flatMap((route) => [...route.methods]);
    return [...new Set(methods)].sort();
  }

  /** The problem of a request that no route takes. */
  refuse({ method, url }: FastifyRequest): Problem {
    const allow = this.of(url);
    if (allow.length === 0) return new Problem('unknown-route', `there is no ${url.split('?')[0]}`);
    return new Problem('method-not-allowed', `${method} is not one of ${allow.join(', ')}`, { allow: [...allow] });
  }
}
