import swaggerUi from '@fastify/swagger-ui';
import type { Http } from '../http.ts';
import type { DeskDoor } from '../ports.ts';

const PAGE = (desk: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Daybook, desk ${desk}</title>
<h1>Daybook, desk ${desk}</h1>
<ul>
<li><a href="/docs">How to talk to it</a>, and <a href="/problems">what can go wrong</a>
<li><a href="/v1/orders">Orders</a>, <a href="/v1/positions">positions</a>, <a href="/v1/risk">risk</a>, <a href="/v1/venues">venues</a>, <a href="/v1/breaks">breaks</a>
<li><a href="/v1/days">Days of the journal</a>
<li><a href="/readyz">Is it ready?</a> <a href="/metrics">Metrics</a>
</ul>
</html>
`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** What a person with a browser sees: a page of links, and the documentation. */
export const pages = async (http: Http, { name }: DeskDoor): Promise<void> => {
  http.get('/', { schema: { hide: true } }, (_, reply) => reply.type('text/html; charset=utf-8').send(PAGE(escaped(name))));
  await http.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
};
