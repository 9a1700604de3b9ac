/** One event as it came over the wire (WHATWG, "server-sent events"). */
export type ServerSentEvent = Readonly<{ id: string; event: string; data: string }>;

/** Events from the bytes of a response, whole ones only: what a cut connection leaves half said is not said. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parse(block);
      if (event !== undefined) yield event;
    }
  }
}

/** Comments are signs of life and no events. A block with an id alone says where the stream stands, and nothing has happened. */
const parse = (block: string): ServerSentEvent | undefined => {
  const said = { id: '', event: 'message', data: '' };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const field = line.slice(0, colon);
    if (field === 'id' || field === 'event' || field === 'data') said[field] = line.slice(colon + 1).trimStart();
  }
  return said.id === '' && said.data === '' ? undefined : said;
};
